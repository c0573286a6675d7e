using System.Text.Json;

namespace Clearance.Client;

/// <content>Officers' moves of money, and banks' day files.</content>
public sealed partial class ClearanceClient
{
    private const string OfficerHeader = "Clearance-Officer";

    /// <summary>Proposes a move. It is not repeated by itself unless it has an id.</summary>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="officer">Who proposes.</param>
    /// <param name="proposal">
    /// <c>kind</c> and its members, as the contract has them; an <c>id</c> of the caller's makes proposing it twice one proposal.
    /// </param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<Move> ProposeMove(
        string taxpayer, string officer, JsonElement proposal, CancellationToken cancel = default)
    {
        using var request = Request(HttpMethod.Post, MovesPath(taxpayer), JsonSerializer.SerializeToUtf8Bytes(proposal, ClearanceJson.Default.JsonElement));
        request.Headers.Add(OfficerHeader, officer);
        if (proposal.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String)
        {
            RepeatSafely.MarkSafe(request);
        }

        return await Send(request, ClearanceJson.Default.Move, cancel).ConfigureAwait(false);
    }

    /// <summary>Approves another officer's move: when it returns, what it frees is free.</summary>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="move">The move's id.</param>
    /// <param name="officer">Who approves: not who proposed it.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<Move> ApproveMove(string taxpayer, string move, string officer, CancellationToken cancel = default) =>
        Decide(taxpayer, move, "approval", officer, cancel);

    /// <summary>Refuses a move, or takes it back.</summary>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="move">The move's id.</param>
    /// <param name="officer">Who refuses.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<Move> RefuseMove(string taxpayer, string move, string officer, CancellationToken cancel = default) =>
        Decide(taxpayer, move, "refusal", officer, cancel);

    /// <summary>A taxpayer's last moves.</summary>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<IReadOnlyList<Move>> ListMoves(string taxpayer, CancellationToken cancel = default) =>
        (await Send(HttpMethod.Get, MovesPath(taxpayer), null, ClearanceJson.Default.Moves, cancel).ConfigureAwait(false)).All;

    /// <summary>Compares a bank's day file with what was received; nothing is changed.</summary>
    /// <param name="bank">Whose file.</param>
    /// <param name="day">The day whose window ends at 16:00.</param>
    /// <param name="file">The file.</param>
    /// <param name="mediaType"><c>text/csv</c>, or <c>application/xml</c> for camt.053 and camt.054.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<JsonElement> Reconcile(
        string bank, DateOnly day, ReadOnlyMemory<byte> file, string mediaType, CancellationToken cancel = default)
    {
        using var request = Request(
            HttpMethod.Post, $"v1/reconciliations?bank={Uri.EscapeDataString(bank)}&day={day:yyyy-MM-dd}", file, mediaType);
        RepeatSafely.MarkSafe(request);
        return await Send(request, ClearanceJson.Default.JsonElement, cancel).ConfigureAwait(false);
    }

    private static string MovesPath(string taxpayer) => $"v1/taxpayers/{Uri.EscapeDataString(taxpayer)}/moves";

    private async Task<Move> Decide(string taxpayer, string move, string decision, string officer, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Post, $"{MovesPath(taxpayer)}/{Uri.EscapeDataString(move)}/{decision}", null);
        request.Headers.Add(OfficerHeader, officer);
        return await Send(request, ClearanceJson.Default.Move, cancel).ConfigureAwait(false);
    }
}
