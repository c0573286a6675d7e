using System.Security.Cryptography;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Signing;

namespace Clearance.Silo;

/// <summary>What banks sign in calls: the whole body, by the header <c>Clearance-Signature</c>, or each event in an envelope.</summary>
internal sealed class SignedCalls(EngineService engine, SignatureDoor door)
{
    /// <summary>A larger file that is refused is not kept: whoever cannot sign must not be able to fill the disk.</summary>
    private const int FileKeptMax = Limits.EventBytesMax;

    /// <summary>Whether any keys are pinned.</summary>
    public bool IsOn => door.IsOn;

    /// <summary>Whether signatures are looked at in a stream.</summary>
    public bool IsAsked(EventStream stream) => door.IsOn && SignatureDoor.IsBanks(stream);

    /// <summary>The way in for messages; null while no keys are pinned.</summary>
    public IIntake? Intake() => door.IsOn ? Signed() : null;

    /// <summary>Verifies a call's body, unread.</summary>
    /// <param name="context">The call.</param>
    /// <param name="stream">Which stream it is for.</param>
    /// <param name="body">Its body.</param>
    /// <param name="cut">Cuts it into events, to be kept when it is refused.</param>
    /// <returns>Who signed it, if it is signed.</returns>
    /// <exception cref="ProblemException">The signature is not valid: nothing was applied.</exception>
    public async Task<SignedBy> Verify(
        HttpContext context, EventStream stream, ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>[]> cut)
    {
        var caller = Caller.Of(context).Bank;
        if (SignatureOf(context.Request) is not { } signature)
        {
            return new SignedBy(null, caller);
        }

        var refused = door.VerifyBody(signature, body.Span, caller, engine.Engine.Clock.GetUtcNow(), out var bank);
        if (refused is null)
        {
            return new SignedBy(bank, caller);
        }

        await Signed().Keep(stream, cut(body), refused, context.RequestAborted);
        throw Problem(refused);
    }

    /// <summary>Verifies a file of a bank, unread.</summary>
    /// <exception cref="ProblemException">The signature is not valid or is another bank's, or there is none and there must be: nothing was applied.</exception>
    public async Task VerifyFile(HttpContext context, ReadOnlyMemory<byte> body, string bank)
    {
        if (!door.IsOn)
        {
            return;
        }

        var refused = SignatureOf(context.Request) is not { } signature
            ? door.IsRequired ? door.Unsigned("a file") : null
            : door.VerifyBody(signature, body.Span, Caller.Of(context).Bank, engine.Engine.Clock.GetUtcNow(), out var signer) is { } invalid ? invalid
            : signer == bank ? null
            : door.Foreign("a file");
        if (refused is not null)
        {
            var kept = body.Length <= FileKeptMax ? body : default;
            await Signed().Keep(
                EventStream.Payments, [kept],
                refused with { Detail = $"{refused.Detail} The file has {body.Length} bytes and the SHA-256 {Convert.ToHexStringLower(SHA256.HashData(body.Span))}." },
                context.RequestAborted);
            throw Problem(refused);
        }
    }

    /// <summary>Takes the events of a call that was verified as far as it is signed.</summary>
    public Task<IReadOnlyList<EventResult>> Take(
        EventStream stream, IReadOnlyList<ReadOnlyMemory<byte>> events, SignedBy by, CancellationToken cancel) =>
        Signed().Take(stream, events, by, cancel);

    /// <summary>Takes a dead letter again. One whose signature was wrong is not let in without any.</summary>
    public Task<IReadOnlyList<EventResult>> TakeAgain(DeadLetter letter, ReadOnlyMemory<byte> raw, CancellationToken cancel) =>
        IsAsked(letter.Stream)
            ? Signed().Take(
                letter.Stream, [raw], new SignedBy(null, null, letter.Code == nameof(RejectionCode.InvalidSignature)), cancel)
            : engine.Engine.Intake.Take(letter.Stream, [raw], cancel);

    private static string? SignatureOf(HttpRequest request) =>
        request.Headers[BankSigner.Header] is { Count: > 0 } headers ? headers.ToString() : null;

    private static ProblemException Problem(Rejection refused) => new(new Problem(
        StatusCodes.Status400BadRequest, refused.Code.ToString(), $"{refused.Detail} Nothing was applied.", BankSigner.Header));

    private SignedIntake Signed() => new(engine.Engine.Intake, door, engine.Engine.Store, engine.Engine.Clock);
}
