using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6003: a transaction that is never committed, that a command doesn't join, or that an await leaves behind.</summary>
public sealed class LooseTransaction : Check
{
    internal static readonly Rule Declared = new(
        "BR6003",
        nameof(LooseTransaction),
        "Transactions are committed, and what belongs to them takes part",
        "Nothing commits '{0}', so all that was written in it is rolled back; call '{1}' at the end",
        Level.Warning)
    {
        Profile = ["DB2"],
        Asvs = ["2.3.3"],
    };

    /// <summary>The property that says what the fix adds: a commit, a flow option or the transaction argument.</summary>
    internal const string Missing = "missing";

    internal const string Local = "local";

    private static readonly DiagnosticDescriptor s_flow = Declared.Saying("This 'TransactionScope' ends at the first 'await', which fails at run time; pass 'TransactionScopeAsyncFlowOption.Enabled'");
    private static readonly DiagnosticDescriptor s_outside = Declared.Saying("'{0}' runs on '{1}' beside the open transaction '{2}' without taking part in it; pass it as 'transaction'");

    private static readonly Members s_begins = new(
        "System.Data.IDbConnection.BeginTransaction", "System.Data.Common.DbConnection.{BeginTransaction,BeginTransactionAsync}",
        "Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade.{BeginTransaction,BeginTransactionAsync}", "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{BeginTransaction,BeginTransactionAsync}");

    private static readonly Members s_dapper = new("Dapper.SqlMapper.{Execute*,Query*}");

    public LooseTransaction()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("System.Data.Common.DbTransaction");

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.VariableDeclarator, See);
        watch.Call(s_dapper, Called);
    }

    private static void See(OperationAnalysisContext context)
    {
        var declared = (IVariableDeclaratorOperation)context.Operation;
        if (declared.GetVariableInitializer()?.Value is not { } value)
            return;
        value = LocalValues.Bare(value);
        if (value is IAwaitOperation awaited)
            value = LocalValues.Bare(awaited.Operation);
        if (value is IObjectCreationOperation scope && scope.Type.Is("System.Transactions.TransactionScope"))
            Scope(context, declared.Symbol, scope);
        else if (value is IInvocationOperation begin && s_begins.Contain(begin.TargetMethod))
            Begun(context, declared.Symbol, begin);
    }

    private static void Scope(OperationAnalysisContext context, ILocalSymbol local, IObjectCreationOperation scope)
    {
        var body = LocalValues.Function(scope);
        if (!scope.Arguments.Any(static argument => argument.Parameter?.Type.Name == "TransactionScopeAsyncFlowOption" && !argument.IsImplicit)
            && body.Descendants().Any(inner => inner is IAwaitOperation && inner.Syntax.SpanStart > scope.Syntax.Span.End && LocalValues.Function(inner) == body))
            context.ReportDiagnostic(Diagnostic.Create(s_flow, scope.Syntax.GetLocation(), Say("flow", local)));
        if (!Ends(body, local, "Complete"))
            context.ReportDiagnostic(Declared.At(scope.Syntax.GetLocation(), Say("Complete", local), local.Name, "Complete"));
    }

    private static void Begun(OperationAnalysisContext context, ILocalSymbol local, IInvocationOperation begin)
    {
        var body = LocalValues.Function(begin);
        var commit = begin.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal) ? "CommitAsync" : "Commit";
        if (!Ends(body, local, "Commit"))
        {
            context.ReportDiagnostic(Declared.At(begin.Syntax.GetLocation(), Say(commit, local), local.Name, commit));
        }
    }

    /// <summary>A call on a connection with an open transaction of the same function, which it isn't given.</summary>
    private static void Called(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "transaction") is not { ArgumentKind: ArgumentKind.DefaultValue } || DataCall.Of(call)?.On is not { } on || LocalValues.Named(on) is not { } owner)
            return;
        var body = LocalValues.Function(call);
        foreach (var inner in body.Descendants())
        {
            if (inner.Syntax.Span.End < call.Syntax.SpanStart && inner is IVariableDeclaratorOperation declared && Begin(declared) is { Instance: { } connection } && SymbolEqualityComparer.Default.Equals(LocalValues.Named(connection), owner)
                && !IsAfterCommit(call, body, declared.Symbol) && IsInside(call, declared))
            {
                context.ReportDiagnostic(Diagnostic.Create(s_outside, call.Syntax.GetLocation(), Say("transaction", declared.Symbol), call.TargetMethod.Name, owner.Name, declared.Symbol.Name));
                return;
            }
        }
    }

    private static IInvocationOperation? Begin(IVariableDeclaratorOperation declared)
    {
        if (declared.GetVariableInitializer()?.Value is not { } value)
            return null;
        value = LocalValues.Bare(value);
        if (value is IAwaitOperation awaited)
            value = LocalValues.Bare(awaited.Operation);
        return value is IInvocationOperation begin && s_begins.Contain(begin.TargetMethod) ? begin : null;
    }

    /// <summary>Whether the local is still in scope.</summary>
    private static bool IsInside(IInvocationOperation call, IVariableDeclaratorOperation declared)
    {
        for (var around = declared.Parent; around is not null; around = around.Parent)
        {
            if (around is IBlockOperation or IUsingOperation)
                return around.Syntax.Span.Contains(call.Syntax.Span);
        }

        return false;
    }

    private static ImmutableDictionary<string, string?> Say(string missing, ILocalSymbol local) => ImmutableDictionary<string, string?>.Empty.Add(Missing, missing).Add(Local, local.Name);

    private static bool IsAfterCommit(IInvocationOperation call, IOperation body, ILocalSymbol local) => body.Descendants().Any(inner =>
        inner is IInvocationOperation { TargetMethod.Name: "Commit" or "CommitAsync" } commit && IsOn(commit, local) && commit.Syntax.Span.End < call.Syntax.SpanStart);

    /// <summary>Committed here, or given to somebody who may.</summary>
    private static bool Ends(IOperation body, ILocalSymbol local, string name)
    {
        foreach (var inner in body.Descendants())
        {
            if (inner is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local))
                continue;
            var parent = reference.Parent;
            while (parent is IConversionOperation or IParenthesizedOperation)
                parent = parent.Parent;
            switch (parent)
            {
                case IInvocationOperation call when call.TargetMethod.Name.StartsWith(name, StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("Rollback", StringComparison.Ordinal) && IsOnly(body, local):
                case IReturnOperation or IVariableInitializerOperation or ITupleOperation:
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Property.Name: not "Transaction" } }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.Length: > 0 } }:
                case IArgumentOperation { Parent: IObjectCreationOperation made } when !made.Type.IsOrInherits("System.Data.Common.DbCommand"):
                case IConditionalAccessOperation:
                    return true;
            }
        }

        return false;
    }

    /// <summary>A transaction that is only ever rolled back is a trial on purpose.</summary>
    private static bool IsOnly(IOperation body, ILocalSymbol local) => !body.Descendants().Any(inner => inner is ITryOperation);

    private static bool IsOn(IInvocationOperation call, ILocalSymbol local) => call.Instance is { } instance && LocalValues.Bare(instance) is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local);
}
