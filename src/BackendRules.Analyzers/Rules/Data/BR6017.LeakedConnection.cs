using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6017: a connection, a command or a reader that a failure leaves open.</summary>
public sealed class LeakedConnection : Check
{
    internal static readonly Rule Declared = new(
        "BR6017",
        nameof(LeakedConnection),
        "Connections, commands and readers are closed on every path",
        "'{0}' stays open when something fails before it is closed, and the pool runs dry; declare it with '{1}'",
        Level.Warning)
    {
        Profile = ["DB6"],
        Cwe = [772],
    };

    private static readonly DiagnosticDescriptor s_unheld = Declared.Saying("Nothing holds this '{0}', so nothing closes it: a command doesn't dispose its connection; declare it with 'using' before the command");

    /// <summary>The property that says that the declaration may wait.</summary>
    internal const string Waits = "waits";

    public LeakedConnection()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("System.Data.Common.DbConnection");

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.VariableDeclarator, See);
        watch.Operation(OperationKind.ObjectCreation, Inline);
    }

    /// <summary>A connection that nobody but the command holds: <c>new SqlCommand(text, new SqlConnection(…))</c>.</summary>
    private static void Inline(OperationAnalysisContext context)
    {
        var made = (IObjectCreationOperation)context.Operation;
        var argument = made.Parent is IConversionOperation conversion ? conversion.Parent : made.Parent;
        if (argument is IArgumentOperation { Parent: IObjectCreationOperation command } && made.Type.IsOrInherits("System.Data.Common.DbConnection") && command.Type.IsOrInherits("System.Data.Common.DbCommand"))
            context.ReportDiagnostic(Diagnostic.Create(s_unheld, made.Syntax.GetLocation(), made.Type!.Name));
    }

    private static void See(OperationAnalysisContext context)
    {
        var declared = (IVariableDeclaratorOperation)context.Operation;
        if (declared.Initializer?.Value is not { } value || declared.Syntax is not VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } } || !IsMadeHere(value) || !IsResource(declared.Symbol.Type))
            return;
        var body = LocalValues.Root(declared);
        if (IsClosedSafely(body, declared.Symbol) || Leaves(body, declared.Symbol))
            return;
        var waits = (context.ContainingSymbol as IMethodSymbol)?.IsAsync == true && declared.Symbol.Type.AllInterfaces.Any(static contract => contract.Name == "IAsyncDisposable");
        context.ReportDiagnostic(Declared.At(declared.Syntax.GetLocation(), waits ? ImmutableDictionary<string, string?>.Empty.Add(Waits, "") : ImmutableDictionary<string, string?>.Empty,
            declared.Symbol.Name, waits ? "await using" : "using"));
    }

    private static readonly TypeTrait s_resource = new(static type =>
        type.IsOrInherits("System.Data.Common.DbConnection") || type.IsOrInherits("System.Data.Common.DbCommand") || type.IsOrInherits("System.Data.Common.DbDataReader")
        || type.Is("System.Data.IDbConnection") || type.Is("System.Data.IDbCommand") || type.Is("System.Data.IDataReader"));

    private static bool IsResource(ITypeSymbol type) => s_resource.Holds(type);

    /// <summary>A new one, one from a factory, or a reader that a command gives: not one that a property or a method of this program lends.</summary>
    private static bool IsMadeHere(IOperation value)
    {
        value = LocalValues.Bare(value);
        if (value is IAwaitOperation awaited)
            value = LocalValues.Bare(awaited.Operation);
        return value switch
        {
            IObjectCreationOperation => true,
            IInvocationOperation { TargetMethod: { Name: "CreateCommand" or "ExecuteReader" or "ExecuteReaderAsync" or "OpenConnection" or "OpenConnectionAsync" } method } call =>
                method.DeclaringSyntaxReferences.Length == 0 && !call.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: 32 or 36 }),
            IInvocationOperation { TargetMethod: { Name: "CreateConnection", ContainingType: { } factory } } => factory.IsOrInherits("System.Data.Common.DbProviderFactory") || factory.IsOrInherits("System.Data.Common.DbDataSource"),
            _ => false,
        };
    }

    /// <summary>In a <c>using</c> later on, or disposed in a <c>finally</c>.</summary>
    private static bool IsClosedSafely(IOperation body, ILocalSymbol local)
    {
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case IUsingOperation held when Holds(held.Resources, local):
                    return true;
                case ITryOperation { Finally: { } last } when LocalValues.Mentions(last, local):
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether a <c>using</c> takes the local itself, or hands it to what it makes, rather than something that the local gives.</summary>
    private static bool Holds(IOperation resources, ILocalSymbol local)
    {
        foreach (var operation in resources.DescendantsAndSelf())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && !(reference.Parent is IInvocationOperation { Instance: { } instance } && instance == reference)
                && !(reference.Parent is IArgumentOperation { Parent: IInvocationOperation call } && IsUse(call)) && !(reference.Parent is IArgumentOperation { Parent: IObjectCreationOperation made } && IsResource(made.Type!)))
                return true;
        }

        return false;
    }

    /// <summary>Returned, stored, or handed to somebody who owns it from then on.</summary>
    private static bool Leaves(IOperation body, ILocalSymbol local)
    {
        foreach (var operation in body.Descendants())
        {
            // The reader closes the connection, whoever reads it.
            if (operation is IInvocationOperation { TargetMethod.Name: "ExecuteReader" or "ExecuteReaderAsync" } read && read.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: 32 or 36 }))
                return true;
            if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local))
                continue;
            var parent = reference.Parent;
            while (parent is IConversionOperation or ITupleOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation)
                parent = parent.Parent;
            switch (parent)
            {
                case IReturnOperation:
                case ISimpleAssignmentOperation { Target: var target } when target is not ILocalReferenceOperation and not IPropertyReferenceOperation { Property.Name: "Connection" or "Transaction" } && target != reference:
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation } set when set.Value == reference:
                case IVariableInitializerOperation:
                case IArgumentOperation { Parent: IObjectCreationOperation made } when !IsResource(made.Type!) || Wraps(made.Type!, local.Type):
                case IArgumentOperation { Parent: IInvocationOperation call } argument when !IsUse(call) || argument.Parameter?.Ordinal > 0 && !call.TargetMethod.ContainingType.Is("Dapper.SqlMapper"):
                case IArrayInitializerOperation or IObjectOrCollectionInitializerOperation or IMemberInitializerOperation:
                    return true;
            }

            // A lambda that runs later may close it.
            for (var around = reference.Parent; around is not null; around = around.Parent)
            {
                if (around is IAnonymousFunctionOperation or ILocalFunctionOperation && !around.Syntax.Span.Contains(local.DeclaringSyntaxReferences[0].Span))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A reader around a reader, or a connection around a connection, closes what it wraps.</summary>
    private static bool Wraps(ITypeSymbol outer, ITypeSymbol inner) =>
        outer.IsOrInherits("System.Data.IDataReader") && inner.IsOrInherits("System.Data.IDataReader") || outer.IsOrInherits("System.Data.IDbConnection") && inner.IsOrInherits("System.Data.IDbConnection") || outer.IsOrInherits("System.Data.IDbCommand") && inner.IsOrInherits("System.Data.IDbCommand");

    /// <summary>Dapper and the provider's own methods use a connection and leave it to its owner.</summary>
    private static bool IsUse(IInvocationOperation call) =>
        call.TargetMethod.ContainingType.Is("Dapper.SqlMapper") || call.TargetMethod.IsExtensionMethod && call.TargetMethod.DeclaringSyntaxReferences.Length == 0;
}
