using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;

namespace Clearance.Model.Tests;

/// <summary>The domain and the model, told the same things in the same order, messages included.</summary>
internal sealed class SideBySide
{
    private readonly History _history;
    private readonly DomainWorld _world;
    private readonly NaiveModel _model = new();
    private readonly Random _random;
    private readonly Coverage? _coverage;
    private readonly Dictionary<(EventStream, string), (Hash128 Content, RejectionCode? Rejection)> _known = [];
    private int _alerts;
    private int _step;

    private SideBySide(History history, Coverage? coverage)
    {
        (_history, _coverage, _random) = (history, coverage, new Random(history.Seed));
        _world = new DomainWorld
        {
            DeliversAtOnce = false,
            Evictions = history.Seed % 2 == 0 ? new Random(history.Seed) : null,
            Observer = applied => _alerts += applied.Alerts.Count(alert => alert.Code == AlertCode.ClearedAgainstHold),
        };
    }

    /// <summary>Plays a history to both; says the first thing in which they differ, or null.</summary>
    public static string? FirstDifference(History history, Coverage? coverage = null) => new SideBySide(history, coverage).Play();

    private string? Play()
    {
        foreach (var e in _history.Events)
        {
            var difference = Post(e) ?? Compare($"after {e}", FewDates());
            while (difference is null && _world.Mail.Senders.Count > 0 && _random.Next(2) == 0)
            {
                difference = DeliverOne();
            }

            if (difference is not null)
            {
                return difference;
            }
        }

        while (_world.Mail.Senders.Count > 0)
        {
            if (DeliverOne() is { } difference)
            {
                return difference;
            }
        }

        return _model.UnderWay.Count > 0
            ? $"the model has under way {string.Join(", ", _model.UnderWay)}"
            : Compare("at the end", _history.Dates) ?? CompareCensus(_history.Dates[_history.Seed % _history.Dates.Length]);
    }

    /// <summary>All ledgers counted are what the model decides and sums, one by one.</summary>
    private string? CompareCensus(DateOnly on)
    {
        var tally = new CensusTally(on);
        foreach (var taxpayer in _world.Taxpayers)
        {
            tally.Add(new LedgerRoot(Whole(taxpayer), 0, IsParked: false));
        }

        return Difference("the census at the end", ModelCensus.Of(_model, on), ModelCensus.Of(tally.ToCensus()));
    }

    private Ledger Whole(TaxpayerId taxpayer)
    {
        var ledger = _world.Ledger(taxpayer);
        foreach (var declaration in _world.DeclarationsOf(taxpayer))
        {
            ledger = ledger.Loaded(declaration);
        }

        return ledger;
    }

    /// <summary>Two dates after each step, other ones after the next.</summary>
    private IReadOnlyList<DateOnly> FewDates()
    {
        var dates = _history.Dates;
        _step++;
        return [dates[_step % dates.Length], dates[(_step * 3 + 1) % dates.Length]];
    }

    private string? Post(WorldEvent posted)
    {
        var alertsBefore = _alerts;
        var got = _world.Post(posted);
        _coverage?.Note(posted, got);
        if (posted.Read.Event is not { } e)
        {
            return null;
        }

        var result = default(ModelResult);
        string expected;
        if (!_known.TryGetValue((posted.Stream, e.Id), out var known))
        {
            result = _model.Apply(e);
            _known.Add((posted.Stream, e.Id), (posted.Read.Content, result.Rejection));
            expected = result.Rejection?.ToString() ?? nameof(EventStatus.Accepted);
        }
        else if (known.Content != posted.Read.Content)
        {
            expected = nameof(EventStatus.Conflict);
        }
        else
        {
            var isReturned = e is SuspenseAssigned && _model.WasReturned(e.Id);
            expected = isReturned ? nameof(RejectionCode.NotAllowedInStatus)
                : known.Rejection?.ToString() ?? nameof(EventStatus.Duplicate);
        }

        var said = got.Rejection?.Code.ToString() ?? got.Status.ToString();
        var isAlert = _alerts > alertsBefore;
        return said != expected ? $"{posted}{Environment.NewLine}model:  {expected}{Environment.NewLine}domain: {said} {got.Rejection}"
            : isAlert != (result?.ClearedAgainstHold ?? false) ? $"{posted}{Environment.NewLine}domain alerts: {isAlert}"
            : null;
    }

    private string? DeliverOne()
    {
        var senders = _world.Mail.Senders;
        var sender = senders[_random.Next(senders.Count)];
        var message = _world.Mail.Pending.First(it => it.Sender == sender);
        _world.DeliverOne(sender);
        if (_model.UnderWay.FirstOrDefault(it => IsSame(it, message)) is { } same)
        {
            _model.Deliver(same);
        }
        else if (message is not OwnedByAnother)
        {
            return $"only the domain sends {message}";
        }

        return Compare($"after {message}", FewDates());
    }

    private static bool IsSame(ModelMessage ours, LedgerMessage theirs) =>
        ours.Sender == theirs.Sender && ours.Receiver == theirs.Receiver && ours.Key == theirs.Move && theirs switch
        {
            Transfer => ours.Kind == ModelMessageKind.Transfer,
            TransferAnswered answer => ours.Kind == ModelMessageKind.TransferAnswered && ours.Refused == answer.Refusal is not null,
            SourceCancelled cancelled => ours.Kind == ModelMessageKind.SourceCancelled && ours.Row == cancelled.Row,
            OwnedByAnother => ours.Kind == ModelMessageKind.OwnedByAnother,
            _ => false,
        };

    private string? Compare(string when, IReadOnlyList<DateOnly> dates)
    {
        foreach (var on in dates)
        {
            foreach (var key in _world.Declarations.Union(_model.Declarations))
            {
                var decision = _world.Decide(key, on);
                if (Difference(when, _model.Decide(key, on).ToString(), DomainAnswers.Of(decision).ToString()) is { } difference)
                {
                    return difference;
                }

                Note(decision);
            }
        }

        foreach (var taxpayer in _world.Taxpayers.Union(_model.Taxpayers))
        {
            var ours = _model.Taxpayer(taxpayer, dates[0]);
            var theirs = DomainAnswers.Of(_world.Ledger(taxpayer), _world.DeclarationsOf(taxpayer), dates[0]);
            if (Difference(when, ours.ToString(), theirs.ToString()) is { } difference)
            {
                return difference;
            }

            if (!ours.Sums.AreConserved)
            {
                return $"{when}: money is not conserved, {ours}";
            }
        }

        return null;
    }

    private void Note(Decision decision)
    {
        if (_step > 0 && _step <= _history.Events.Length)
        {
            _coverage?.Note(_history.Events[_step - 1], decision);
        }
    }

    private static string? Difference(string when, string ours, string theirs) => ours == theirs
        ? null
        : $"{when}{Environment.NewLine}model:  {ours}{Environment.NewLine}domain: {theirs}";
}
