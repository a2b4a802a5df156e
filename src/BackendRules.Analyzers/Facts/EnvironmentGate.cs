using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// Whether code runs outside production only: dominated by <c>IsDevelopment()</c>, <c>IsEnvironment("Development")</c>, a comparison of
/// <c>EnvironmentName</c> with such a name, or inside <c>#if DEBUG</c>.
/// </summary>
public static class EnvironmentGate
{
    private static readonly string[] s_harmless = ["Development", "Dev", "Local", "Test", "Testing", "Tests", "IntegrationTest", "IntegrationTests", "E2E", "Debug"];

    /// <summary>Whether the operation can't run in production.</summary>
    public static bool Covers(IOperation operation)
    {
        for (var current = operation; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case IConditionalOperation choice when current != choice.Condition:
                    if (Decides(choice.Condition, current == choice.WhenTrue, 0))
                        return true;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when current == both.RightOperand:
                    if (Decides(both.LeftOperand, true, 0))
                        return true;
                    break;
                case ISwitchCaseOperation { Parent: ISwitchOperation { Value: { } asked }, Clauses: var clauses } when current is not ICaseClauseOperation:
                    if (clauses.All(clause => clause is ISingleValueCaseClauseOperation { Value: { } name } && NamesEnvironment(asked, name)))
                        return true;
                    break;
                case ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation { Value: { } asked }, Pattern: IConstantPatternOperation { Value: { } name } } arm when current == arm.Value:
                    if (NamesEnvironment(asked, name))
                        return true;
                    break;
                case IBlockOperation block when GuardedBefore(block, current):
                    return true;
            }
        }

        return IsDebugOnly(operation.Syntax);
    }

    /// <summary>Whether the value of an expression is true outside production only, as in <c>options.Detailed = env.IsDevelopment()</c>.</summary>
    public static bool IsTrueOnlyOutsideProduction(IOperation value) => Decides(value, true, 0);

    /// <summary>Whether a condition with this outcome excludes production.</summary>
    public static bool Excludes(IOperation condition, bool outcome) => Decides(condition, outcome, 0);

    private static bool Decides(IOperation condition, bool outcome, int depth)
    {
        switch (condition)
        {
            case IConversionOperation conversion:
                return Decides(conversion.Operand, outcome, depth);
            case IParenthesizedOperation parenthesized:
                return Decides(parenthesized.Operand, outcome, depth);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } inverse:
                return Decides(inverse.Operand, !outcome, depth);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both:
                return outcome
                    ? Decides(both.LeftOperand, true, depth) || Decides(both.RightOperand, true, depth)
                    : Decides(both.LeftOperand, false, depth) && Decides(both.RightOperand, false, depth);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either:
                return outcome
                    ? Decides(either.LeftOperand, true, depth) && Decides(either.RightOperand, true, depth)
                    : Decides(either.LeftOperand, false, depth) || Decides(either.RightOperand, false, depth);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equals:
                return outcome && (NamesEnvironment(equals.LeftOperand, equals.RightOperand) || NamesEnvironment(equals.RightOperand, equals.LeftOperand));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } differs:
                return !outcome && (NamesEnvironment(differs.LeftOperand, differs.RightOperand) || NamesEnvironment(differs.RightOperand, differs.LeftOperand));
            case IInvocationOperation call:
                return Asks(call, outcome);
            case ILocalReferenceOperation local when depth < 3:
                return Initial(local) is { } value && Decides(value, outcome, depth + 1);
            default:
                return false;
        }
    }

    private static bool Asks(IInvocationOperation call, bool outcome)
    {
        var method = call.TargetMethod;
        if (method.Name == "IsProduction" && TakesEnvironment(method))
            return !outcome;
        if (!outcome)
            return false;
        if (method.Name == "IsDevelopment" && TakesEnvironment(method))
            return true;
        if (method.Name == "IsEnvironment" && TakesEnvironment(method))
            return call.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: string name } && IsHarmless(name));
        return method.Name == "Equals" && call.Instance is { } instance && call.Arguments.Length > 0 && NamesEnvironment(instance, call.Arguments[0].Value);
    }

    private static bool TakesEnvironment(IMethodSymbol method) =>
        (method.ReducedFrom ?? method) is { IsExtensionMethod: true } full && full.Parameters.Length > 0
        && (full.Parameters[0].Type.IsOrInherits("Microsoft.Extensions.Hosting.IHostEnvironment")
            || full.Parameters[0].Type.IsOrInherits("Microsoft.Extensions.Hosting.IHostingEnvironment")
            || full.Parameters[0].Type.IsOrInherits("Microsoft.AspNetCore.Hosting.IHostingEnvironment"));

    private static bool NamesEnvironment(IOperation value, IOperation name) =>
        name.ConstantValue is { HasValue: true, Value: string text } && IsHarmless(text) && value switch
        {
            IPropertyReferenceOperation { Property.Name: "EnvironmentName" } => true,
            IInvocationOperation { TargetMethod: { Name: "GetEnvironmentVariable", ContainingType.Name: "Environment" } } call =>
                call.Arguments[0].Value.ConstantValue is { Value: "ASPNETCORE_ENVIRONMENT" or "DOTNET_ENVIRONMENT" },
            ILocalReferenceOperation local => Initial(local) is { } initial && initial is not ILocalReferenceOperation && NamesEnvironment(initial, name),
            _ => false,
        };

    private static bool IsHarmless(string name) => Array.Exists(s_harmless, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value of a local that is declared with one and never written again.</summary>
    private static IOperation? Initial(ILocalReferenceOperation reference)
    {
        if (reference.Local.DeclaringSyntaxReferences.Length != 1)
            return null;
        IOperation root = reference;
        while (root.Parent is { } parent)
            root = parent;
        IOperation? value = null;
        foreach (var operation in root.DescendantsAndSelf())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, reference.Local))
                value = declarator.GetVariableInitializer()?.Value;
            else if (operation is IAssignmentOperation { Target: ILocalReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Local, reference.Local))
                return null;
        }

        return value;
    }

    /// <summary>An earlier <c>if (!env.IsDevelopment()) return;</c> in the same block.</summary>
    private static bool GuardedBefore(IBlockOperation block, IOperation child)
    {
        foreach (var statement in block.Operations)
        {
            if (statement == child)
                return false;
            if (statement is IConditionalOperation { WhenFalse: null } guard && Leaves(guard.WhenTrue) && Decides(guard.Condition, false, 0))
                return true;
        }

        return false;
    }

    private static bool Leaves(IOperation statement) => statement switch
    {
        IReturnOperation or IThrowOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBranchOperation => true,
        IBlockOperation { Operations.Length: > 0 } block => Leaves(block.Operations[block.Operations.Length - 1]),
        _ => false,
    };

    /// <summary>Inside <c>#if DEBUG</c>, or in a member marked <c>[Conditional("DEBUG")]</c>.</summary>
    private static bool IsDebugOnly(SyntaxNode node)
    {
        foreach (var ancestor in node.AncestorsAndSelf())
        {
            if (ancestor is MethodDeclarationSyntax method && method.AttributeLists.Any(static list => list.Attributes.Any(static a =>
                a.Name.ToString().EndsWith("Conditional", StringComparison.Ordinal) && a.ArgumentList?.Arguments.FirstOrDefault()?.ToString() == "\"DEBUG\"")))
                return true;
        }

        var root = node.SyntaxTree.GetRoot();
        if (!root.ContainsDirectives)
            return false;
        var debug = new Stack<bool>();
        foreach (var directive in root.DescendantNodes(static n => n.ContainsDirectives, descendIntoTrivia: true).OfType<DirectiveTriviaSyntax>())
        {
            if (directive.SpanStart > node.SpanStart)
                break;
            switch (directive)
            {
                case IfDirectiveTriviaSyntax open:
                    debug.Push(open.Condition.ToString().Trim() == "DEBUG");
                    break;
                case ElifDirectiveTriviaSyntax or ElseDirectiveTriviaSyntax when debug.Count > 0:
                    debug.Pop();
                    debug.Push(false);
                    break;
                case EndIfDirectiveTriviaSyntax when debug.Count > 0:
                    debug.Pop();
                    break;
            }
        }

        return debug.Contains(true);
    }
}
