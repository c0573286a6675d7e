using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Signing;

namespace Clearance.Silo;

/// <summary>What is known of who signed and sent a call's events.</summary>
/// <param name="Bank">The bank whose signature the whole call carries; null: each event shows its own.</param>
/// <param name="Caller">The bank that makes the call, when callers are told apart.</param>
/// <param name="IsNeeded">Whether an event without a signature is refused though the settings would let it in.</param>
internal readonly record struct SignedBy(string? Bank, string? Caller, bool IsNeeded = false)
{
    /// <summary>Nothing is known.</summary>
    public static SignedBy Nobody { get; }

    /// <summary>The bank that makes the call: what is not signed is its own all the same, or refused.</summary>
    public BankCode? CallersBank => Caller is null ? null
        : BankCode.TryParse(Caller, out var bank) ? bank
        : throw new InvalidOperationException("A caller was let in under a name that no bank has.");
}

/// <summary>An event that is not let in.</summary>
/// <param name="Index">Which of the call's.</param>
/// <param name="Id">Its id, where it could be read.</param>
/// <param name="Rejection">Why.</param>
internal readonly record struct RefusedEvent(int Index, string? Id, Rejection Rejection);

/// <summary>A call's events, judged by their signatures.</summary>
/// <param name="Events">Those let in, each as its own bytes.</param>
/// <param name="Refused">The others.</param>
/// <param name="Count">How many there are of both.</param>
internal sealed record JudgedEvents(List<ReadOnlyMemory<byte>> Events, List<RefusedEvent> Refused, int Count)
{
    /// <summary>A result per event of the call, in order.</summary>
    /// <param name="taken">The results of those let in.</param>
    public IReadOnlyList<EventResult> Merge(IReadOnlyList<EventResult> taken)
    {
        var results = new EventResult[Count];
        foreach (var (index, id, rejection) in Refused)
        {
            results[index] = new EventResult(id, EventStatus.Rejected, rejection);
        }

        var next = 0;
        for (var i = 0; i < results.Length; i++)
        {
            results[i] ??= taken[next++];
        }

        return results;
    }
}

/// <summary>Where it is decided which events of banks are let in: by their signatures, before anything of them is believed.</summary>
internal sealed class SignatureDoor(SiloSettings settings, TrustedKeys keys, ILoggerFactory loggers)
{
    private const string OtherCaller = "The signature is of another bank than the one that makes the call.";

    private readonly ILogger security = loggers.CreateLogger(SecurityLog.Category);

    /// <summary>Whether any keys are pinned: without them nothing here is asked.</summary>
    public bool IsOn => keys.Verifier is not null;

    /// <summary>Whether every event of a bank must be signed.</summary>
    public bool IsRequired => settings.SignaturesRequired;

    /// <summary>Whether a stream is of banks.</summary>
    public static bool IsBanks(EventStream stream) => stream is EventStream.Payments or EventStream.Guarantees;

    /// <summary>Verifies the signature over a whole body, which nobody has looked into yet.</summary>
    /// <param name="signature">What came in the header.</param>
    /// <param name="body">The body.</param>
    /// <param name="caller">The bank that makes the call, when callers are told apart.</param>
    /// <param name="now">When.</param>
    /// <param name="bank">Who signed it.</param>
    /// <returns>Why it is refused; null: it is not.</returns>
    public Rejection? VerifyBody(string signature, ReadOnlySpan<byte> body, string? caller, DateTimeOffset now, out string bank)
    {
        var check = keys.Verifier!.Verify(signature, body, now);
        bank = check.Key?.Owner ?? "";
        var refused = !check.IsValid ? Invalid(check.Why!) : caller is not null && caller != bank ? Invalid(OtherCaller) : null;
        if (refused is not null)
        {
            Log("a call", 1, refused, check.Key);
        }

        return refused;
    }

    /// <summary>Refuses what is not signed.</summary>
    public Rejection Unsigned(string what) => Refuse(what, NotSigned);

    /// <summary>Refuses what another bank signed.</summary>
    public Rejection Foreign(string what) => Refuse(what, Invalid("The signature is of another bank than the one that is named.", "bank"));

    /// <summary>Judges the events of a call.</summary>
    public JudgedEvents Judge(EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, SignedBy by, DateTimeOffset now)
    {
        var judged = new JudgedEvents(new List<ReadOnlyMemory<byte>>(events.Count), [], events.Count);
        var last = default(PinnedKey);
        for (var i = 0; i < events.Count; i++)
        {
            var (raw, bank, refused) = (events[i], by.Bank, default(Rejection));
            if (BankVerifier.IsEnvelope(raw.Span))
            {
                var opened = keys.Verifier!.Open(raw.Span, now);
                last = opened.Check.Key ?? last;
                (raw, refused) = (opened.Signed, Judge(opened.Check, by));
                bank = opened.Check.Key?.Owner;
            }
            else if (bank is null && (IsRequired || by.IsNeeded))
            {
                refused = NotSigned;
            }

            refused ??= bank is null ? null : Mismatch(stream, raw.Span, bank);
            if (refused is null)
            {
                judged.Events.Add(raw);
            }
            else
            {
                judged.Refused.Add(new RefusedEvent(i, EventReader.Read(stream, raw.Span).Id, refused));
            }
        }

        if (judged.Refused.Count > 0)
        {
            Log(EventStreams.NameOf(stream), judged.Refused.Count, judged.Refused[0].Rejection, last);
        }

        return judged;
    }

    private static Rejection NotSigned { get; } = new(
        RejectionCode.UnsignedEvent, null, "Events of banks must be signed, by the header Clearance-Signature or in an envelope.");

    private static Rejection Invalid(string why, string? field = null) => new(RejectionCode.InvalidSignature, field, why);

    private Rejection Refuse(string what, Rejection why)
    {
        Log(what, 1, why, null);
        return why;
    }

    /// <summary>Whether who opened an envelope may have sent it: an envelope in a signed call is of the same bank.</summary>
    private static Rejection? Judge(SignatureCheck check, SignedBy by) =>
        !check.IsValid ? Invalid(check.Why!)
        : by.Caller is not null && by.Caller != check.Key!.Owner ? Invalid(OtherCaller)
        : by.Bank is not null && by.Bank != check.Key!.Owner ? Invalid("The envelope is signed by another bank than the call.")
        : null;

    /// <summary>Whose event it is, by the member that the ledger will go by; what cannot be read is refused by its form, in the intake.</summary>
    private static Rejection? Mismatch(EventStream stream, ReadOnlySpan<byte> raw, string bank)
    {
        return Names(raw, bank) || !EventReader.Read(stream, raw).IsValid
            ? null
            : Invalid("The event is of another bank than the signature.", "bank");
    }

    /// <summary>Whether the event's first member <c>bank</c> is this one; one that has two is refused by its form.</summary>
    private static bool Names(ReadOnlySpan<byte> raw, string bank)
    {
        var json = new Utf8JsonReader(raw);
        try
        {
            while (json.Read())
            {
                if (json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("bank"u8))
                {
                    return json.Read() && json.TokenType == JsonTokenType.String && json.ValueTextEquals(bank);
                }
            }
        }
        catch (JsonException)
        {
            // The intake says what is wrong with it.
        }

        return false;
    }

    /// <summary>One line for a call, without ids: what an attacker writes does not reach the log.</summary>
    private void Log(string what, int count, Rejection why, PinnedKey? key)
    {
        EngineMeter.Unproven(why.Code, count);
        security.LogWarning(
            "{Code}: {Count} refused of {What}, signer {Bank}: {Why}", why.Code, count, what, key?.Owner ?? "unknown", why.Detail);
    }
}
