using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR3009: a throw that forgets why, or where, it all began.</summary>
public sealed class LostCause : Check
{
    internal static readonly Rule Declared = new(
        "BR3009",
        nameof(LostCause),
        "A failure that is thrown on keeps its cause and its stack",
        "'{0}' is thrown without the exception that caused it; pass the caught exception as inner exception",
        Level.Warning)
    {
        Profile = ["CR2"],
        Cwe = [755],
        Owasp = ["A09"],
    };

    /// <summary>The property that carries the position at which the constructor takes the cause.</summary>
    internal const string Position = "position";

    private static readonly DiagnosticDescriptor s_stack = Declared.Saying("'throw {0}' forgets where the exception came from; throw it on with 'ExceptionDispatchInfo.Throw'");

    public LostCause()
        : base(Declared)
    {
    }

    public override void Start(Watch watch) => watch.Operation(OperationKind.Throw, static context =>
    {
        var thrown = (IThrowOperation)context.Operation;
        if (thrown.Exception is not { } exception)
            return;
        var value = LocalValues.Bare(exception);
        if (value is IObjectCreationOperation creation)
            Wrapped(context, thrown, creation);
        else if (value is ILocalReferenceOperation local && LocalValues.Resolve(local) is IObjectCreationOperation made && Around(thrown) is { } clause && Around(made) == clause)
            Wrapped(context, thrown, made);
        else if (IsStored(value))
            context.ReportDiagnostic(Diagnostic.Create(s_stack, thrown.Syntax.GetLocation(), value.Syntax.ToString()));
    });

    private static void Wrapped(OperationAnalysisContext context, IThrowOperation thrown, IObjectCreationOperation creation)
    {
        if (Around(thrown) is not { } clause || IsExpected(clause) || Hands(clause, creation) || Constructor(creation) is not { } position)
            return;
        context.ReportDiagnostic(Declared.At(creation.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Position, position), creation.Type?.Name));
    }

    private static ICatchClauseOperation? Around(IOperation operation)
    {
        for (var current = operation.Parent; current is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); current = current.Parent)
        {
            if (current is ICatchClauseOperation clause)
                return clause;
        }

        return null;
    }

    /// <summary>Cancellation and timeouts say all there is to say.</summary>
    private static bool IsExpected(ICatchClauseOperation clause) => clause.ExceptionType.IsOrInherits("System.OperationCanceledException");

    /// <summary>The caught exception goes somewhere as a whole: into the new one, or into a log. Its message alone is not its cause.</summary>
    private static bool Hands(ICatchClauseOperation clause, IObjectCreationOperation creation)
    {
        foreach (var operation in clause.Handler.Descendants())
        {
            if (operation is not ILocalReferenceOperation local || !clause.Locals.Contains(local.Local, SymbolEqualityComparer.Default))
                continue;
            var parent = local.Parent;
            while (parent is IConversionOperation)
                parent = parent.Parent;
            if (parent is IArgumentOperation or IAssignmentOperation or IArrayInitializerOperation or IVariableInitializerOperation or IInterpolationOperation or IBinaryOperation or IReturnOperation
                || parent is IPropertyReferenceOperation { Property.Name: "InnerException" or "InnerExceptions" } || parent is IInvocationOperation && !creation.Syntax.Span.Contains(local.Syntax.Span))
                return true;
        }

        return creation.Initializer is not null && creation.Initializer.Initializers.Any(static i => i is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "InnerException" } });
    }

    /// <summary>Where an overload of the same constructor takes the cause: after the arguments that are there. Null when there is none.</summary>
    private static string? Constructor(IObjectCreationOperation creation)
    {
        if (creation.Type is not INamedTypeSymbol type || creation.Constructor is not { } used || used.Parameters.Any(static p => p.Type.IsOrInherits("System.Exception")) && creation.Arguments.All(static a => a.ArgumentKind == ArgumentKind.Explicit))
            return null;
        foreach (var other in type.InstanceConstructors)
        {
            if (other.DeclaredAccessibility != Accessibility.Public || other.Parameters.Length == 0 || !other.Parameters[other.Parameters.Length - 1].Type.IsOrInherits("System.Exception"))
                continue;
            var given = creation.Arguments.Count(static a => a.ArgumentKind == ArgumentKind.Explicit);
            if (other.Parameters.Length == given + 1 && Same(other, used, given))
                return "end";
        }

        foreach (var other in type.InstanceConstructors)
        {
            if (creation.Arguments.IsEmpty && other is { DeclaredAccessibility: Accessibility.Public, Parameters: { Length: 2 } two }
                && two[0].Type.SpecialType == SpecialType.System_String && two[1].Type.Is("System.Exception"))
                return "message";
        }

        return null;
    }

    private static bool Same(IMethodSymbol other, IMethodSymbol used, int count)
    {
        if (used.Parameters.Length < count)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(other.Parameters[i].Type, used.Parameters[i].Type))
                return false;
        }

        return true;
    }

    /// <summary>An exception that was caught elsewhere and kept: <c>throw saved;</c>, <c>throw ex.InnerException;</c>.</summary>
    private static bool IsStored(IOperation value)
    {
        if (value is IPropertyReferenceOperation { Property: { Name: "InnerException" } })
            return true;
        if (value is not ILocalReferenceOperation local)
            return false;
        foreach (var operation in LocalValues.Root(value).DescendantsAndSelf())
        {
            if (operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment && SymbolEqualityComparer.Default.Equals(target.Local, local.Local)
                && LocalValues.Bare(assignment.Value) is ILocalReferenceOperation caught && IsCaught(caught))
                return true;
        }

        return false;
    }

    private static bool IsCaught(ILocalReferenceOperation local)
    {
        for (IOperation? current = local; current is not null; current = current.Parent)
        {
            if (current is ICatchClauseOperation clause && clause.Locals.Contains(local.Local, SymbolEqualityComparer.Default))
                return true;
        }

        return false;
    }
}
