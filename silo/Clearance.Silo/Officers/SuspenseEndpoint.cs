using Clearance.Domain;

namespace Clearance.Silo;

/// <summary><c>GET /v1/taxpayers/{id}/suspense</c>: money that pays nothing, each row with the declarations it may have been meant for.</summary>
internal sealed class SuspenseEndpoint(EngineService engine)
{
    private const int RowsMax = 100;

    /// <summary>Answers with the oldest rows and their candidates.</summary>
    public async Task Get(HttpContext context)
    {
        var id = RequestReader.Taxpayer(context.Request);
        var open = engine.Engine;
        var root = await open.Entities.Taxpayer(id).Root();
        var rows = StrayRow.Of(root.Ledger);
        var shown = rows.Take(RowsMax).ToList();

        // Whose declarations are near what was keyed is for officers: a taxpayer sees its own among the candidates.
        var near = Caller.Of(context).Taxpayer is null
            ? await Near(open, root.Ledger, shown, context.RequestAborted)
            : [];
        var ranked = shown.ConvertAll(row => (row, SuspenseRanking.Rank(
            row, id, root.Ledger.Declarations.Values.Concat(near.GetValueOrDefault(row.Target ?? "", [])))));
        await JsonAnswer.Write(
            context.Response, new SuspenseJson(root, ranked, rows.Count - shown.Count), static (json, it) => it.Write(json));
    }

    /// <summary>By what was keyed: the declarations one slip away that are not in the ledger's memory, whoever's they are.</summary>
    private static async Task<Dictionary<string, List<Declaration>>> Near(
        Engine open, Ledger ledger, IReadOnlyList<StrayRow> rows, CancellationToken cancel)
    {
        var near = new Dictionary<string, List<Declaration>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.Target is not { } keyed || near.ContainsKey(keyed))
            {
                continue;
            }

            var keys = MisKeyed.OneSlipAway(keyed).Where(key => !ledger.Declarations.ContainsKey(key)).ToList();
            var found = new List<Declaration>();
            foreach (var identity in await open.Store.LoadIdentities(keys, cancel))
            {
                if (identity?.Owner is { } owner
                    && (await open.Entities.Taxpayer(owner).Find(identity.Key)).Declaration is { } declaration)
                {
                    found.Add(declaration);
                }
            }

            near.Add(keyed, found);
        }

        return near;
    }
}
