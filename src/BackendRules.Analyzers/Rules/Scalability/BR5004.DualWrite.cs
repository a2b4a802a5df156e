using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5004: one step commits to a database and tells another service, and nothing makes the two one.</summary>
public sealed class DualWrite : Check
{
    internal static readonly Rule Declared = new(
        "BR5004",
        nameof(DualWrite),
        "What is committed and what is sent belong together",
        "'{0}' sends while '{1}' commits, and a crash between the two leaves one without the other; write the message to an outbox in the same transaction",
        Level.Info)
    {
        Profile = ["CR3", "DB3"],
        Asvs = ["2.3.3"],
    };

    public DualWrite()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => Databases.Any(known) && Outcome.Publishing.Types.Any(known.Has);

    public override void Start(Watch watch) => watch.Body(context =>
    {
        if (context.OwningSymbol is not IMethodSymbol method || LoopKind.IsSetup(method) || Outboxes.Exist(context.Compilation, context.CancellationToken))
            return;
        foreach (var block in context.OperationBlocks)
            Look(context, block);
    });

    private static void Look(OperationBlockAnalysisContext context, IOperation body)
    {
        IInvocationOperation? commit = null;
        List<IInvocationOperation>? sent = null;
        foreach (var inner in FunctionBody.Own(body))
        {
            if (inner is IAnonymousFunctionOperation or ILocalFunctionOperation)
                Look(context, inner);
            if (inner is not IInvocationOperation call || Outcome.Of(call) is not { } outcome)
                continue;
            if (outcome.Kind is OutcomeKind.Save || outcome.Kind is OutcomeKind.Write && !Bookkeeping.Names(outcome.Subject))
                commit ??= call;
            else if (outcome.Kind is OutcomeKind.Publish && !IsTransacted(call))
                (sent ??= []).Add(call);
        }

        if (commit is null || sent is null || !RequestReach.Of(context.Compilation, context.CancellationToken).Contains(sent[0], context.OwningSymbol))
            return;
        foreach (var call in sent)
            context.ReportDiagnostic(Declared.At(CallPlace.Of(call), call.TargetMethod.Name, commit.TargetMethod.Name));
    }

    /// <summary>CAP writes what it publishes to the database of the transaction that it is given.</summary>
    private static bool IsTransacted(IInvocationOperation call) => call.TargetMethod.ContainingType.ContainingNamespace?.Name == "CAP";
}
