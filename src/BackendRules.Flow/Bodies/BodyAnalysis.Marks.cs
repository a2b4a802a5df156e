using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>
    /// Who finds nothing marked as wrong is past the checks that mark: <c>if (!list.Contains(x)) errors.Add("x"); if (errors.Count > 0) return;</c>, and the same with
    /// <c>ModelState</c>, or with a text that is null where all is well.
    /// </summary>
    private void PastMarks(IOperation condition, bool outcome)
    {
        if (Unmarked(condition, outcome) is not { } mark || condition.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } asked)
            return;
        var assigned = new HashSet<string>(StringComparer.Ordinal);
        for (var at = block.Statements.IndexOf(asked) - 1; at >= 0; at--)
        {
            if (block.Statements[at] is ExpressionStatementSyntax { Expression: var done })
            {
                if (Resets(done, mark))
                    return;
                if (done is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: var changed } })
                    assigned.Add(changed);
            }

            if (block.Statements[at] is not IfStatementSyntax { Else: null } test || test.Condition.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax { Identifier.Text: var name } && assigned.Contains(name)))
                continue;
            var branch = test.Statement is BlockSyntax inner ? inner.Statements : SyntaxFactory.SingletonList(test.Statement);
            if (branch.Any(statement => statement is ExpressionStatementSyntax { Expression: var marking } && Marks(marking, mark)) && _body.Model.GetOperation(test.Condition, _cancellation) is { } wrong)
                Refine(wrong, false);
        }
    }

    /// <summary>What holds the marks, where a condition says that there are none.</summary>
    private static string? Unmarked(IOperation condition, bool outcome) => (condition, outcome) switch
    {
        (IPropertyReferenceOperation { Property: { Name: "IsValid", ContainingType.Name: "ModelStateDictionary" } }, true) => "ModelState",
        (IBinaryOperation { LeftOperand: IPropertyReferenceOperation { Property.Name: "Count", Instance: ILocalReferenceOperation { Local.Name: var list } }, RightOperand.ConstantValue: { HasValue: true, Value: 0 }, OperatorKind: var compared }, _)
            when IsNone(compared, outcome) => list,
        (IInvocationOperation { TargetMethod: { Name: "Any", ContainingType.Name: "Enumerable" }, Arguments: [{ Value: var sequence }] }, false) when sequence.Unconverted() is ILocalReferenceOperation { Local.Name: var list } => list,
        (IIsPatternOperation { Value: ILocalReferenceOperation { Local: { Name: var text, Type.SpecialType: SpecialType.System_String } }, Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } }, true) => text,
        (IIsPatternOperation { Value: ILocalReferenceOperation { Local: { Name: var text, Type.SpecialType: SpecialType.System_String } }, Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } }, false) => text,
        (IBinaryOperation { LeftOperand: ILocalReferenceOperation { Local: { Name: var text, Type.SpecialType: SpecialType.System_String } }, RightOperand.ConstantValue: { HasValue: true, Value: null }, OperatorKind: var compared }, _)
            when IsNone(compared, outcome) => text,
        _ => null,
    };

    private static bool Resets(ExpressionSyntax expression, string holder) => expression switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: var name }, Name.Identifier.Text: "Clear" or "ClearValidationState" } } => name == holder,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: var name } } => name == holder,
        _ => false,
    };

    private static bool IsNone(BinaryOperatorKind compared, bool outcome) =>
        outcome ? compared == BinaryOperatorKind.Equals : compared is BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals;

    private static bool Marks(ExpressionSyntax expression, string holder) => expression switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: var name }, Name.Identifier.Text: "Add" or "AddModelError" or "TryAddModelError" } } => name == holder,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax { Identifier.Text: var name }, Right: not LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } => name == holder,
        _ => false,
    };
}
