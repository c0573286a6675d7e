using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>/v1/taxpayers/{id}/moves</c>: officers propose moves of money, and approve or refuse each other's.</summary>
internal sealed class MovesEndpoint(EngineService engine, BodyReader bodies, IOfficers officers, SecurityLog log)
{
    private const int ListedMax = 1000;

    /// <summary>Keeps a proposal.</summary>
    public Task Propose(HttpContext context) => Answer(context, async (desk, taxpayer) =>
    {
        var maker = officers.Caller(context.Request);
        using var body = await bodies.Read(context.Request);
        var now = Instant.From(engine.Engine.Clock.GetUtcNow());
        var proposed = MoveBody.Read(body.Memory, taxpayer, maker, now);
        var (move, isNew) = await desk.Propose(taxpayer, proposed.Id, proposed.Event, context.RequestAborted);
        if (isNew)
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.Headers.Location = $"/v1/taxpayers/{taxpayer}/moves/{move.Id}";
        }

        await JsonAnswer.Write(context.Response, move, MoveJson.Write);
    });

    /// <summary>Answers with the taxpayer's last moves.</summary>
    public Task List(HttpContext context) => Answer(context, async (desk, taxpayer) => await JsonAnswer.Write(
        context.Response, await desk.List(taxpayer, ListedMax, context.RequestAborted), MoveJson.Write));

    /// <summary>Answers with one move.</summary>
    public Task Get(HttpContext context) => Answer(context, async (desk, taxpayer) => await JsonAnswer.Write(
        context.Response, await desk.Get(taxpayer, MoveId(context), context.RequestAborted), MoveJson.Write));

    /// <summary>Approves a move: what frees goods has freed them when it returns.</summary>
    public Task Approve(HttpContext context) => Answer(context, async (desk, taxpayer) =>
    {
        var move = await desk.Approve(taxpayer, MoveId(context), officers.Caller(context.Request), context.RequestAborted);
        log.Done(context, "move approved");
        await JsonAnswer.Write(context.Response, move, MoveJson.Write);
    });

    /// <summary>Refuses a move, or takes it back.</summary>
    public Task Refuse(HttpContext context) => Answer(context, async (desk, taxpayer) =>
    {
        var officer = officers.Caller(context.Request);
        if ((Caller.Of(context).Roles & Roles.OfficerChecker) == 0
            && (await desk.Get(taxpayer, MoveId(context), context.RequestAborted)).Event.Maker != officer)
        {
            throw AccessGuard.NotFor(context, "a maker takes back its own moves alone");
        }

        var move = await desk.Refuse(taxpayer, MoveId(context), officer, context.RequestAborted);
        log.Done(context, "move refused");
        await JsonAnswer.Write(context.Response, move, MoveJson.Write);
    });

    private static string MoveId(HttpContext context) => (string)context.Request.RouteValues["moveId"]!;

    private async Task Answer(HttpContext context, Func<MoveDesk, TaxpayerId, Task> answer)
    {
        var taxpayer = RequestReader.Taxpayer(context.Request);
        try
        {
            await answer(engine.Engine.Moves, taxpayer);
        }
        catch (MoveRefusedException refused)
        {
            throw new ProblemException(ProblemOf(refused, officers is NamedOfficers));
        }
    }

    private static Problem ProblemOf(MoveRefusedException refused, bool isNamed) => refused.Refusal switch
    {
        MoveRefusal.NotFound => new Problem(StatusCodes.Status404NotFound, "MoveNotFound", refused.Message, refused.Rejection.Field),
        MoveRefusal.IdTaken => new Problem(StatusCodes.Status409Conflict, "MoveIdTaken", refused.Message, refused.Rejection.Field),
        MoveRefusal.AlreadyDecided => new Problem(StatusCodes.Status409Conflict, "MoveAlreadyDecided", refused.Message),
        MoveRefusal.SamePerson => new Problem(
            StatusCodes.Status403Forbidden, refused.Rejection.Code.ToString(), refused.Message, isNamed ? NamedOfficers.Header : null),
        MoveRefusal.NotPossible => new Problem(
            StatusCodes.Status409Conflict, refused.Rejection.Code.ToString(), refused.Message, refused.Rejection.Field),
    };
}
