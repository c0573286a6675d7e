using System.Text.Json;
using Clearance.Signing;

namespace Clearance.Client;

/// <content>What banks sign, and what gates verify.</content>
public sealed partial class ClearanceClient
{
    /// <summary>Posts one event of a bank, or an array of at most 1,000, signed as a whole.</summary>
    /// <param name="stream">One of <see cref="Streams"/>.</param>
    /// <param name="utf8">The JSON of the event or the array; what is sent are these bytes.</param>
    /// <param name="signer">The bank's.</param>
    /// <param name="cancel">Gives up waiting; what is durable stays.</param>
    /// <returns>A result per event, in order.</returns>
    /// <exception cref="ClearanceException">The call was refused as a whole, or is to be repeated.</exception>
    public async Task<IReadOnlyList<EventResult>> PostSigned(
        string stream, ReadOnlyMemory<byte> utf8, BankSigner signer, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(signer);
        using var request = Request(HttpMethod.Post, EventsPath(stream), utf8);
        request.Headers.Add(BankSigner.Header, signer.Sign(utf8.Span));
        RepeatSafely.MarkSafe(request);
        return (await Send(request, ClearanceJson.Default.EventResults, cancel).ConfigureAwait(false)).Results;
    }

    /// <summary>A release token for goods that may go: <see cref="ReleaseTokenVerifier"/> verifies it without asking.</summary>
    /// <param name="declaration">11 or 12 digits.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ClearanceException">They may not go, or the engine makes no tokens.</exception>
    public Task<JsonElement> ReleaseToken(string declaration, CancellationToken cancel = default) =>
        Get($"v1/declarations/{Uri.EscapeDataString(declaration)}/token", cancel);

    /// <summary>How the journal stands, signed: <see cref="SignedHead.Read(string, PinnedKeys, out string)"/> reads it.</summary>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>A compact JWS, to be kept as it is.</returns>
    /// <exception cref="ClearanceException">The engine signs nothing, or is still reading its journal.</exception>
    public async Task<string> JournalHead(CancellationToken cancel = default)
    {
        using var request = Request(HttpMethod.Get, "v1/journal/head", null);
        RepeatSafely.MarkSafe(request);
        using var response = await http.SendAsync(request, cancel).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        }

        var content = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            throw await Refused(response, content, cancel).ConfigureAwait(false);
        }
    }
}
