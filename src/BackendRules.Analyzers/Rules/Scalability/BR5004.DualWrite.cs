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
        List<IInvocationOperation>? own = null;
        foreach (var inner in FunctionBody.Own(body))
        {
            if (inner is IAnonymousFunctionOperation or ILocalFunctionOperation)
                Look(context, inner);
            if (inner is not IInvocationOperation call)
                continue;
            if (Outcome.Of(call) is not { } outcome)
            {
                if (call.Instance is IInstanceReferenceOperation or null && call.TargetMethod.DeclaringSyntaxReferences.Length > 0 && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, context.OwningSymbol.ContainingType))
                    (own ??= []).Add(call);
                continue;
            }

            if (outcome.Kind is OutcomeKind.Save || outcome.Kind is OutcomeKind.Write && !Bookkeeping.Names(outcome.Subject))
                commit ??= call;
            else if (outcome.Kind is OutcomeKind.Publish && !IsTransacted(call))
                (sent ??= []).Add(call);
        }

        // Half of it may be in a method beside it.
        if (own is not null && (commit is null) != (sent is null))
        {
            if (commit is null)
                commit = own.Find(static call => Does(call, OutcomeKind.Save) && !Does(call, OutcomeKind.Publish));
            else
                sent = own.FindAll(static call => Does(call, OutcomeKind.Publish) && !Does(call, OutcomeKind.Save) && !Does(call, OutcomeKind.Write));
        }

        sent?.RemoveAll(call => IsInsteadOf(call, commit));
        if (commit is null || sent is not { Count: > 0 } || !RequestReach.Of(context.Compilation, context.CancellationToken).Contains(sent[0], context.OwningSymbol))
            return;
        foreach (var call in sent)
            context.ReportDiagnostic(Declared.At(CallPlace.Of(call), call.TargetMethod.Name, commit.TargetMethod.Name));
    }

    /// <summary>Whether a method of the same type does such a thing itself.</summary>
    private static bool Does(IInvocationOperation call, OutcomeKind kind)
    {
        if (call.SemanticModel is not { } model || call.TargetMethod.OriginalDefinition.DeclaringSyntaxReferences is not [var reference, ..] || reference.SyntaxTree != model.SyntaxTree || model.GetOperation(reference.GetSyntax()) is not { } body)
            return false;
        return FunctionBody.Own(body).Any(inner => inner is IInvocationOperation made && Outcome.Of(made) is { } outcome && outcome.Kind == kind && !(kind == OutcomeKind.Publish && IsTransacted(made)));
    }

    /// <summary>What a <c>catch</c> sends when the commit failed.</summary>
    private static bool IsInsteadOf(IOperation sent, IOperation? commit)
    {
        for (var current = sent.Parent; current is not null; current = current.Parent)
        {
            if (current is ICatchClauseOperation { Parent: ITryOperation attempt })
                return commit is not null && FunctionBody.IsIn(commit, attempt.Body);
        }

        return false;
    }

    /// <summary>CAP writes what it publishes to the database of the transaction that it is given.</summary>
    private static bool IsTransacted(IInvocationOperation call) => call.TargetMethod.ContainingType.ContainingNamespace?.Name == "CAP";
}
