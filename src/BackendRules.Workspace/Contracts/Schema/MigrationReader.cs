using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Reads what one method of a migration does, in order; loops over constants are unrolled, methods of the solution followed.</summary>
internal sealed class MigrationReader(IReadOnlyList<CodePart> parts, CancellationToken cancellation)
{
    private const int Deepest = 4;
    private const int Longest = 64;

    private readonly List<SchemaOperation> _found = [];

    /// <summary>Whether something could not be read.</summary>
    public bool IsPartial { get; private set; }

    public ImmutableArray<SchemaOperation> Operations => [.. _found];

    public void Read(IMethodSymbol method, int depth = 0)
    {
        if (depth > Deepest || Body(method) is not { } body)
        {
            IsPartial = true;
            return;
        }

        Walk(body, new ConstantText(), false, depth);
    }

    private void Walk(IOperation operation, ConstantText known, bool isConditional, int depth)
    {
        switch (operation)
        {
            case IInvocationOperation call when Migration(call):
                Call(call, known, isConditional);
                return;
            case IInvocationOperation call when call.TargetMethod.DeclaringSyntaxReferences.Length > 0 && call.Arguments.Any(static a => IsBuilder(a.Value.Type)):
                Follow(call, known, isConditional, depth);
                return;
            case IForEachLoopOperation loop:
                Unroll(loop, known, isConditional, depth);
                return;
            case IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ILoopOperation or ICatchClauseOperation:
                foreach (var child in operation.ChildOperations)
                    Walk(child, known, true, depth);
                return;
            case IAnonymousFunctionOperation or ILocalFunctionOperation:
                return;
            default:
                foreach (var child in operation.ChildOperations)
                    Walk(child, known, isConditional, depth);
                return;
        }
    }

    private void Call(IInvocationOperation call, ConstantText known, bool isConditional)
    {
        var operations = MigrationCall.Read(call, known, out var isWhole);
        IsPartial |= !isWhole;
        foreach (var operation in operations)
            _found.Add(operation with { IsConditional = isConditional });
    }

    private void Follow(IInvocationOperation call, ConstantText known, bool isConditional, int depth)
    {
        var inner = new ConstantText();
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && known.Of(argument.Value) is { } text)
                inner = inner.With(parameter.OriginalDefinition, text);
        }

        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        if (depth > Deepest || Body(method) is not { } body)
            IsPartial = true;
        else
            Walk(body, inner, isConditional, depth + 1);
    }

    private void Unroll(IForEachLoopOperation loop, ConstantText known, bool isConditional, int depth)
    {
        var values = known.Elements(loop.Collection);
        if (values is { Count: <= Longest } && loop.Locals is [var local])
        {
            foreach (var value in values)
                Walk(loop.Body, known.With(local, value), isConditional, depth);
        }
        else if (loop.Body.Descendants().OfType<IInvocationOperation>().Any(Migration))
        {
            IsPartial = true;
            Walk(loop.Body, known, true, depth);
        }
    }

    private static bool Migration(IInvocationOperation call) =>
        call.Instance is { } instance && IsBuilder(instance.Type) && call.TargetMethod.ContainingType.Is("Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder");

    private static bool IsBuilder(ITypeSymbol? type) => type.Is("Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder");

    private IOperation? Body(IMethodSymbol method) => Bodies.Of(method, parts, cancellation);
}

/// <summary>The body of a method, wherever it is in the solution.</summary>
internal static class Bodies
{
    public static IOperation? Of(IMethodSymbol method, IEnumerable<CodePart> parts, CancellationToken cancellation)
    {
        foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            foreach (var part in parts)
            {
                if (part.Compilation.ContainsSyntaxTree(syntax.SyntaxTree))
                    return part.Compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation);
            }
        }

        return null;
    }
}
