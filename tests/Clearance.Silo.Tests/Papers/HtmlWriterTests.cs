using Clearance.Domain;

namespace Clearance.Silo.Tests.Papers;

/// <summary>Whatever is put into a page is text.</summary>
public sealed class HtmlWriterTests
{
    private const string Hostile = """<script>alert("1")</script>&'--><img src=x onerror=y>{body}""";

    [Fact]
    public void Hostile_text_stays_text_wherever_it_is_put()
    {
        var html = new HtmlWriter();
        html.Add($"<td title=\"{Hostile}\">{Hostile}</td>");
        html.Both(Hostile, Hostile);
        html.Heading(Hostile, Hostile);
        html.Term(Hostile, Hostile, Hostile);
        html.Columns((Hostile, Hostile, false));
        var page = html.ToString();
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
        page.Split("&lt;script&gt;").Length.ShouldBe(12);
        page.ShouldContain("&quot;1&quot;");
    }

    [Fact]
    public void Vietnamese_is_written_as_it_is()
    {
        var html = new HtmlWriter();
        html.Add($"{"Tiền chậm nộp đồng"}");
        html.ToString().ShouldBe("Tiền chậm nộp đồng");
    }

    [Fact]
    public void A_receipt_of_hostile_numbers_has_no_markup_of_theirs()
    {
        TaxpayerId.TryParse("0100109106", out var taxpayer).ShouldBeTrue();
        DeclarationKey.TryParse("10512345676", out var key).ShouldBeTrue();
        OfficeCode.TryParse("03CC", out var office).ShouldBeTrue();
        var line = new LineKey(1901, Account.Budget);
        var declaration = Declaration.Registered(new DeclarationRegistered("VN:1", default, taxpayer)
        {
            Number = new DeclarationNumber(key, 0),
            Office = office,
            Direction = Direction.Import,
            Procedure = Hostile,
            RegisteredAt = default,
            Channel = 1,
            SpecialisedInspection = false,
            Term = PaymentTerm.D,
            Lines = [new Line(line, LineKind.Tax, 5)],
        }).With(new Piece(new RowRef($"BIDV<b>:{Hostile}", 1), PieceKind.Row, line, 5, default));
        var html = new HtmlWriter();
        new ReceiptPaper(PaymentReceipt.Of(declaration)!, 1, default).Write(html);
        html.ToString().ShouldNotContain("<script");
        html.ToString().ShouldNotContain("<b>");
        html.ToString().ShouldContain("BIDV&lt;b&gt;");
    }
}
