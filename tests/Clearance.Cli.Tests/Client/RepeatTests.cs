using System.Net;
using System.Text;
using System.Text.Json;
using Clearance.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Cli.Tests.Client;

/// <summary>What the client repeats by itself, and what it never does.</summary>
public sealed class RepeatTests
{
    private static readonly Uri Engine = new("http://engine.test/");

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_question_is_asked_again_when_the_engine_says_not_now(HttpStatusCode status)
    {
        var answers = new Answers(Refusal(status), Refusal(status), () => Json("""{"outcome":"clear"}"""));
        (await ClientOf(answers).Get("v1/anything")).GetProperty("outcome").GetString().ShouldBe("clear");
        answers.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task Events_are_posted_again_whole_for_an_id_is_applied_once()
    {
        var answers = new Answers(
            static () => throw new HttpRequestException("the connection was lost"),
            () => Json("""{"results":[{"id":"A:1","status":"duplicate"}]}"""));
        var results = await ClientOf(answers).PostEvents(Streams.Payments, "{\"id\":\"A:1\"}"u8.ToArray());
        results.ShouldHaveSingleItem().Status.ShouldBe("duplicate");
        answers.Bodies.ShouldBe(["{\"id\":\"A:1\"}", "{\"id\":\"A:1\"}"]);
    }

    [Fact]
    public async Task A_move_without_an_id_is_proposed_once_and_one_with_an_id_until_it_is_answered()
    {
        var once = new Answers(Refusal(HttpStatusCode.ServiceUnavailable), () => Json("{}"));
        var refused = await Should.ThrowAsync<ClearanceException>(() =>
            ClientOf(once).ProposeMove("0100109106", "cb01", JsonElement.Parse("""{"kind":"refund","from":null,"amount":1}""")));
        (refused.IsTransient, once.Calls).ShouldBe((true, 1));

        var named = new Answers(
            Refusal(HttpStatusCode.ServiceUnavailable),
            () => Json("""{"id":"m1","taxpayer":"0100109106","kind":"refund","status":"proposed"}"""));
        var move = await ClientOf(named).ProposeMove(
            "0100109106", "cb01", JsonElement.Parse("""{"id":"m1","kind":"refund","from":null,"amount":1}"""));
        (move.Status, named.Calls).ShouldBe(("proposed", 2));
    }

    [Fact]
    public async Task A_call_the_client_does_not_know_is_repeated_only_when_its_caller_says_that_it_may_be()
    {
        var unsafely = new Answers(Refusal(HttpStatusCode.ServiceUnavailable), () => Json("{}"));
        await Should.ThrowAsync<ClearanceException>(() => ClientOf(unsafely).Post("v1/taxpayers/0100109106/moves", "{}"u8.ToArray()));
        unsafely.Calls.ShouldBe(1);

        var safely = new Answers(Refusal(HttpStatusCode.ServiceUnavailable), () => Json("{}"));
        await ClientOf(safely).Post("v1/eligibility", "{}"u8.ToArray(), isSafe: true);
        safely.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task An_approval_is_never_repeated_by_itself()
    {
        var answers = new Answers(Refusal(HttpStatusCode.ServiceUnavailable), () => Json("{}"));
        await Should.ThrowAsync<ClearanceException>(() => ClientOf(answers).ApproveMove("0100109106", "m1", "ld02"));
        answers.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_wrong_is_not_asked_again()
    {
        var answers = new Answers(Refusal(HttpStatusCode.BadRequest), () => Json("{}"));
        await Should.ThrowAsync<ClearanceException>(() => ClientOf(answers).Get("v1/anything"));
        answers.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task It_gives_up_after_four_repeats_and_when_the_caller_does()
    {
        var answers = new Answers([.. Enumerable.Repeat(Refusal(HttpStatusCode.ServiceUnavailable), 9)]);
        await Should.ThrowAsync<ClearanceException>(() => ClientOf(answers).Get("v1/anything"));
        answers.Calls.ShouldBe(5);

        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => ClientOf(answers).Get("v1/anything", over.Token));
    }

    private static ClearanceClient ClientOf(Answers answers) =>
        new ServiceCollection().AddClearanceClient(Engine).ConfigurePrimaryHttpMessageHandler(() => answers)
            .Services.BuildServiceProvider().GetRequiredService<ClearanceClient>();

    private static Func<HttpResponseMessage> Refusal(HttpStatusCode status) => () =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent("""{"code":"No","detail":"Not now."}""") };
        response.Headers.Add("Retry-After", "0");
        return response;
    };

    private static HttpResponseMessage Json(string json) =>
        new(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private sealed class Answers(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (request.Content is { } content)
            {
                Bodies.Add(await content.ReadAsStringAsync(cancellationToken));
            }

            return answers[Calls++]();
        }
    }
}
