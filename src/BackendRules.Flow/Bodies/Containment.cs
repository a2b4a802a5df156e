using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>Tests that a full path lies under a root: <c>full.StartsWith(root + separator, StringComparison.Ordinal)</c>.</summary>
internal static class Containment
{
    /// <summary>The path that a call proves to lie under its argument; null when the call proves nothing.</summary>
    public static IOperation? Tests(IInvocationOperation call, SemanticModel model) =>
        call is { TargetMethod: { Name: "StartsWith", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } path, Arguments: [var root, ..] }
        && !LacksSeparator(root.Value, model, 0) ? path : null;

    /// <summary>The path that lies under a root when this call says no: <c>Path.GetRelativePath(root, path).StartsWith("..")</c>, also where the relative path has a name.</summary>
    public static IOperation? Relative(IInvocationOperation call, SemanticModel model)
    {
        if (call is not { TargetMethod: { Name: "StartsWith", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } path, Arguments: [{ Value: var upward }, ..] } || !IsUpward(upward))
            return null;
        if (path is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: [var reference] } && reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value })
            path = model.GetOperation(value);
        return path is IInvocationOperation { TargetMethod: { Name: "GetRelativePath", ContainingType.Name: "Path" }, Arguments: [_, { Value: var inside }] } ? inside : null;
    }

    private static bool IsUpward(IOperation text) =>
        text.ConstantValue is { HasValue: true, Value: ".." or "../" or "..\\" }
        || text is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, LeftOperand: var left, RightOperand: var right } && IsUpward(left) && EndsWithSeparator(right)
        || text is IInterpolatedStringOperation { Parts: [IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: ".." } }, IInterpolationOperation { Expression: var separator }] } && EndsWithSeparator(separator);

    /// <summary>The name that was put under a root and made a full path: what holds for the path holds for the name, <c>Path.GetFullPath(Path.Combine(root, name))</c>.</summary>
    public static IOperation? Named(IOperation path)
    {
        if (path is not IInvocationOperation { TargetMethod: { Name: "GetFullPath", ContainingType.Name: "Path" }, Arguments: [{ Value: var given }, ..] } full)
            return null;
        if (full.Arguments.Length > 1)
            return given;
        return given is IInvocationOperation { TargetMethod: { Name: "Combine" or "Join", ContainingType.Name: "Path" }, Arguments: [.., { Value: var last }] } ? last : null;
    }

    /// <summary>What a full path is made of in the test itself, so that the proof holds for that: <c>Path.GetFullPath(path).StartsWith(root)</c>.</summary>
    public static IOperation? Given(IOperation path) =>
        Named(path) ?? (path is IInvocationOperation { TargetMethod: { Name: "GetFullPath", ContainingType.Name: "Path" }, Arguments: [{ Value: var given }] } ? given : null);

    /// <summary>Whether the root is a path that surely ends without a separator, so that a neighbour with a longer name passes too.</summary>
    private static bool LacksSeparator(IOperation root, SemanticModel model, int depth)
    {
        switch (root)
        {
            case IInvocationOperation { TargetMethod: { ContainingType.Name: "Path", Name: "GetFullPath" or "Combine" or "Join" } } call:
                return call.Arguments.Length == 0 || !EndsWithSeparator(call.Arguments[call.Arguments.Length - 1].Value);
            case ILocalReferenceOperation local when depth < 3:
                foreach (var reference in local.Local.DeclaringSyntaxReferences)
                {
                    if (Grows(reference.GetSyntax(), model))
                        return false;
                    if (reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && model.GetOperation(value) is { } operation)
                        return LacksSeparator(operation, model, depth + 1);
                }

                return false;
            default:
                return root.ConstantValue is { HasValue: true, Value: string text } && !text.EndsWith("/", StringComparison.Ordinal) && !text.EndsWith("\\", StringComparison.Ordinal);
        }
    }

    /// <summary>Whether a separator is added to a root later: <c>root += Path.DirectorySeparatorChar</c>.</summary>
    private static bool Grows(SyntaxNode declaration, SemanticModel model)
    {
        if (declaration is not VariableDeclaratorSyntax variable || variable.FirstAncestorOrSelf<BlockSyntax>() is not { } block)
            return false;
        foreach (var node in block.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Left: IdentifierNameSyntax name } added && name.Identifier.ValueText == variable.Identifier.ValueText
                && model.GetOperation(added.Right) is { } right && EndsWithSeparator(right))
                return true;
        }

        return false;
    }

    private static bool EndsWithSeparator(IOperation operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text.EndsWith("/", StringComparison.Ordinal) || text.EndsWith("\\", StringComparison.Ordinal),
        { ConstantValue: { HasValue: true, Value: '/' or '\\' } } => true,
        IFieldReferenceOperation { Field.Name: "DirectorySeparatorChar" } => true,
        IConversionOperation conversion => EndsWithSeparator(conversion.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => EndsWithSeparator(sum.RightOperand),
        IInvocationOperation { TargetMethod.Name: "ToString", Instance: { } instance } => EndsWithSeparator(instance),
        _ => false,
    };
}
