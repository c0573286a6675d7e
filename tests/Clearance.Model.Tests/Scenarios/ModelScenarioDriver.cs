using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Testing.Scenarios;

namespace Clearance.Model.Tests;

/// <summary>Plays scenarios against the model; what comes before it, form and idempotency, is the engine's reader and a list of ids.</summary>
internal sealed class ModelScenarioDriver : IScenarioDriver
{
    private readonly NaiveModel _model = new();
    private readonly Dictionary<(EventStream, string), (Hash128 Content, RejectionCode? Rejection)> _known = [];

    public Task<JsonElement> Post(string stream, JsonElement raw)
    {
        EventStreams.TryParse(stream, out var known).ShouldBeTrue();
        return Task.FromResult(Post(known, EventReader.Read(known, Encoding.UTF8.GetBytes(raw.GetRawText()))));
    }

    public Task<JsonElement> Ask(string declaration, string on)
    {
        DeclarationKey.TryParseEither(declaration, out var key).ShouldBeTrue();
        var date = DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Task.FromResult(AnswerJson.Of(_model.Decide(key, date), declaration));
    }

    private JsonElement Post(EventStream stream, ReadResult read)
    {
        if (read.Event is not { } e)
        {
            return Result(read.Id, "rejected", read.Rejection!.Code, read.Rejection.Field);
        }

        if (_known.TryGetValue((stream, e.Id), out var before))
        {
            return before.Content != read.Content ? Result(e.Id, "conflict")
                : before.Rejection is { } again ? Result(e.Id, "rejected", again)
                : Result(e.Id, "duplicate");
        }

        var rejection = _model.Apply(e).Rejection;
        while (_model.UnderWay is [var message, ..])
        {
            _model.Deliver(message);
        }

        rejection ??= e is SuspenseAssigned && _model.WasReturned(e.Id) ? RejectionCode.NotAllowedInStatus : null;
        _known.Add((stream, e.Id), (read.Content, rejection));
        return rejection is { } code ? Result(e.Id, "rejected", code) : Result(e.Id, "accepted");
    }

    private static JsonElement Result(string? id, string status, RejectionCode? code = null, string? field = null) =>
        JsonSerializer.SerializeToElement(new { id, status, code = code?.ToString(), field });
}
