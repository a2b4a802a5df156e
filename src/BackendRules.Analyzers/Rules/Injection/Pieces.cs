using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What a text is made of that a body puts together step by step: in a builder, a list of parts, or a local that grows.</summary>
internal static class Pieces
{
    private static readonly string[] s_appends = ["Append", "AppendLine", "AppendFormat", "AppendJoin", "Insert", "Replace"];
    private static readonly string[] s_adds = ["Add", "AddRange", "Append", "Insert", "Push", "Enqueue"];

    /// <summary>Every value that is written to a local.</summary>
    public static IEnumerable<IOperation> Written(ILocalReferenceOperation local)
    {
        foreach (var operation in LocalValues.Root(local).Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Is(declarator.Symbol, local) && declarator.GetVariableInitializer() is { } initializer:
                    yield return initializer.Value;
                    break;
                case ICompoundAssignmentOperation { Target: ILocalReferenceOperation target } grown when Is(target.Local, local):
                    yield return grown.Value;
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Is(target.Local, local):
                    foreach (var operand in Operands(assignment.Value))
                    {
                        // "text = text + more" says nothing new of the text.
                        if (!(LocalValues.Bare(operand) is ILocalReferenceOperation same && Is(same.Local, local)))
                            yield return operand;
                    }

                    break;
            }
        }
    }

    /// <summary>What is appended to a builder, in its own chain of calls and, where a local holds it, in others.</summary>
    public static IEnumerable<IOperation> Appended(IOperation builder)
    {
        var pieces = Chain(builder, out var root);
        if (root is not ILocalReferenceOperation local)
            return pieces;
        return MemberBody.Of(local).Calls.Where(call => Root(call) is ILocalReferenceOperation on && Is(on.Local, local)).SelectMany(Given)
            .Concat(LocalValues.Only(local) is { } made ? Chain(made, out _) : []);
    }

    /// <summary>What is added to a local list.</summary>
    public static IEnumerable<IOperation> Added(ILocalReferenceOperation list) =>
        MemberBody.Of(list).Calls.Where(call => Array.IndexOf(s_adds, call.TargetMethod.Name) >= 0 && call.Instance is { } on && LocalValues.Bare(on) is ILocalReferenceOperation local && Is(local.Local, list))
            .SelectMany(static call => call.Arguments.Select(static argument => argument.Value));

    private static IOperation Root(IOperation value)
    {
        while (LocalValues.Bare(value) is IInvocationOperation { Instance: { Type.Name: "StringBuilder" } before })
            value = before;
        return LocalValues.Bare(value);
    }

    private static List<IOperation> Chain(IOperation value, out IOperation root)
    {
        var pieces = new List<IOperation>();
        root = LocalValues.Bare(value);
        while (root is IInvocationOperation { Instance: { Type.Name: "StringBuilder" } before } call)
        {
            pieces.AddRange(Given(call));
            root = LocalValues.Bare(before);
        }

        if (root is IObjectCreationOperation made)
            pieces.AddRange(made.Arguments.Select(static argument => argument.Value));
        return pieces;
    }

    private static IEnumerable<IOperation> Given(IInvocationOperation call)
    {
        if (Array.IndexOf(s_appends, call.TargetMethod.Name) < 0)
            yield break;
        foreach (var argument in call.Arguments)
        {
            var value = LocalValues.Bare(argument.Value);
            if (value is IArrayCreationOperation { Initializer: { } all })
            {
                foreach (var one in all.ElementValues)
                    yield return one;
            }
            else if (value is IInterpolatedStringHandlerCreationOperation handler)
            {
                foreach (var hole in handler.Content.Descendants().OfType<IInterpolatedStringAppendOperation>())
                {
                    if (hole.AppendCall is IInvocationOperation { TargetMethod.Name: "AppendFormatted", Arguments: [var given, ..] })
                        yield return given.Value;
                }
            }
            else
            {
                yield return value;
            }
        }
    }

    private static IEnumerable<IOperation> Operands(IOperation value) => LocalValues.Bare(value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum
        ? Operands(sum.LeftOperand).Concat(Operands(sum.RightOperand)) : [value];

    private static bool Is(ILocalSymbol one, ILocalReferenceOperation other) => SymbolEqualityComparer.Default.Equals(one, other.Local);
}
