using Clearance.Domain;
using Clearance.Model;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation.Judging;

/// <summary>The naive model as the judge: it shares no rule with the engine.</summary>
internal sealed class ModelJudge : IJudge
{
    private readonly NaiveModel _model = new();

    public int UnderWay => _model.UnderWay.Count;

    public RejectionCode? Apply(WorldEvent e) => _model.Apply(e.Read.Event!).Rejection;

    public string? Deliver(LedgerMessage message, bool isAnyStopped)
    {
        var kind = KindOf(message);
        if (message is OwnedByAnother && !_model.UnderWay.Any(sent => sent.Kind == kind && IsOf(sent, message) && sent.Receiver == message.Receiver))
        {
            // Its receiver had money parked once and has none now: the engine asks, and nothing happens.
            return null;
        }

        foreach (var sent in _model.UnderWay)
        {
            if (sent.Sender != message.Sender || (isAnyStopped && sent.Receiver != message.Receiver))
            {
                continue;
            }

            if (sent.Kind != kind || sent.Receiver != message.Receiver || sent.Key != message.Move || !IsOf(sent, message))
            {
                return $"next of its sender is {sent}";
            }

            _model.Deliver(sent);
            return null;
        }

        return "its sender has none under way";
    }

    public string Decide(DeclarationKey key, DateOnly on) => _model.Decide(key, on).ToString();

    public bool IsRecorded(DeclarationKey key) => _model.Decide(key, DateOnly.MinValue).Outcome is "cleared" or "released";

    public string Taxpayer(TaxpayerId taxpayer, DateOnly on) => _model.Taxpayer(taxpayer, on).ToString();

    public string TextOf(Decision decision) => DomainAnswers.Of(decision).ToString();

    public string TextOf(Ledger ledger, IReadOnlyList<Declaration> declarations, DateOnly on) =>
        DomainAnswers.Of(ledger, declarations, on).ToString();

    private static ModelMessageKind KindOf(LedgerMessage message) => message switch
    {
        Transfer => ModelMessageKind.Transfer,
        TransferAnswered => ModelMessageKind.TransferAnswered,
        SourceCancelled => ModelMessageKind.SourceCancelled,
        OwnedByAnother => ModelMessageKind.OwnedByAnother,
        _ => throw new ArgumentOutOfRangeException(nameof(message), message.GetType().Name, "No such message."),
    };

    private static bool IsOf(ModelMessage sent, LedgerMessage message) => message switch
    {
        Transfer transfer => sent.Row == new RowRef(transfer.Payment, transfer.Row.Row) && sent.Amount == transfer.Row.Amount,
        TransferAnswered answered => sent.Row == answered.Row && sent.Refused == answered.Refusal is not null,
        SourceCancelled cancelled => sent.Row == cancelled.Row,
        OwnedByAnother owned => sent.Declaration == owned.Declaration,
        _ => false,
    };
}
