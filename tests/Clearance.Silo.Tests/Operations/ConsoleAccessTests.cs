using System.Text;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Silo.Tests.Operations;

/// <summary>Pages for people are for operators, auditors and officers, and amounts are for those of them who may know.</summary>
public sealed class ConsoleAccessTests
{
    private const string Paid = "4,100,000";

    [Theory]
    [InlineData("None", false, false)]
    [InlineData("Bank", false, false)]
    [InlineData("Taxpayer", false, false)]
    [InlineData("Port", false, false)]
    [InlineData("ClearanceSystem", false, false)]
    [InlineData("Operator", true, false)]
    [InlineData("Auditor", true, true)]
    [InlineData("OfficerMaker", true, true)]
    [InlineData("OfficerChecker", true, true)]
    [InlineData("All", true, true)]
    public async Task Who_is_what_sees_the_page_or_its_amounts_or_nothing(string role, bool page, bool amounts)
    {
        await using var store = new InMemoryStore();
        await using var app = await Silos.Over(store, "--host", "Local", "--urls", "http://127.0.0.1:0");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var (taxpayer, declaration) = (Sample.Taxpayer(), Sample.Declaration());
        await http.PostEvent("customs.declarations", Sample.RegisteredNow(declaration, taxpayer).ToJsonString());
        await http.PostEvent("bank.payments", Sample.Payment(taxpayer, declaration, 4_100_000).ToJsonString());
        await http.PostEvent("bank.payments", Sample.Payment(taxpayer, "1O5", 4_900_000).ToJsonString());

        var engine = app.Services.GetRequiredService<EngineService>();
        var caller = new Caller { Name = "somebody", Roles = Enum.Parse<Roles>(role) };
        var ofDeclaration = await Look(caller, "n", declaration, new DeclarationPage(engine).Get);
        var ofTaxpayer = await Look(caller, "id", taxpayer, new TaxpayerPage(engine).Get);

        (ofDeclaration is not null, ofTaxpayer is not null).ShouldBe((page, page));
        if (page)
        {
            ofDeclaration!.Contains(Paid).ShouldBe(amounts);
            ofDeclaration.Contains("4,900,000").ShouldBe(amounts);
            ofTaxpayer!.Contains("4,900,000").ShouldBe(amounts);
            ofDeclaration.ShouldContain("TaxUnpaid");
            ofDeclaration.Replace(taxpayer, "").Replace(declaration, "").Contains("000,000").ShouldBe(amounts);
        }
    }

    private static async Task<string?> Look(Caller caller, string name, string value, RequestDelegate page)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Features.Set(caller);
        context.Request.RouteValues[name] = value;
        context.Response.Body = body;
        try
        {
            await page(context);
        }
        catch (ProblemException refused) when (refused.Problem.Status == StatusCodes.Status403Forbidden)
        {
            return null;
        }

        return Encoding.UTF8.GetString(body.ToArray());
    }
}
