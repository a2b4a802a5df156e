using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>By the first block of a <c>finally</c>, where control goes on when it ends; null in a graph without one.</summary>
    private Dictionary<int, HashSet<int>>? _afterFinally;

    private static bool HasFinally(ControlFlowRegion region)
    {
        if (region.Kind == ControlFlowRegionKind.Finally)
            return true;
        foreach (var nested in region.NestedRegions)
        {
            if (HasFinally(nested))
                return true;
        }

        return false;
    }

    /// <summary>Runs what is passed on the way out, and goes on behind it too: it may change what is there.</summary>
    private void Through(ControlFlowBranch branch, State?[] before, BlockQueue waiting)
    {
        // Told anew for every branch that is asked, and most functions have none.
        if (_afterFinally is null)
            return;
        foreach (var final in branch.FinallyRegions)
        {
            if (!_afterFinally.TryGetValue(final.FirstBlockOrdinal, out var after))
                _afterFinally.Add(final.FirstBlockOrdinal, after = []);
            // What is disposed there changes nothing, and would only mix the ways through it.
            if (branch.Destination is { } destination && HasStatements(final))
                after.Add(destination.Ordinal);
            Flow(final.FirstBlockOrdinal, before, waiting);
        }
    }

    private bool HasStatements(ControlFlowRegion region)
    {
        for (var i = region.FirstBlockOrdinal; i <= region.LastBlockOrdinal; i++)
        {
            foreach (var operation in _graph.Blocks[i].Operations)
            {
                if (!operation.IsImplicit && operation is not IFlowCaptureOperation)
                    return true;
            }
        }

        return false;
    }

    private void LeaveFinally(BasicBlock block, State?[] before, BlockQueue waiting)
    {
        for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Finally)
                continue;
            if (_afterFinally is not null && _afterFinally.TryGetValue(region.FirstBlockOrdinal, out var after))
            {
                foreach (var ordinal in after)
                    GoTo(_graph.Blocks[ordinal], before, waiting);
            }

            return;
        }
    }

    /// <summary>Whether a statement calls something that never comes back: <c>ThrowIfUnknown</c>, <c>Fail</c>.</summary>
    private bool Ends(IOperation statement) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: { ReturnsVoid: true } method } } && (IsMarked(method) || _context.IsOurs(method) && OnlyThrows(method));

    private static bool IsMarked(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "DoesNotReturnAttribute")
                return true;
        }

        return method is { Name: "Exit" or "FailFast", ContainingType: { Name: "Environment", ContainingNamespace.Name: "System" } };
    }

    private bool OnlyThrows(IMethodSymbol method)
    {
        if (method.IsVirtual || method.IsAbstract || method.IsOverride)
            return false;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(_cancellation) is MethodDeclarationSyntax { ExpressionBody.Expression: ThrowExpressionSyntax } or MethodDeclarationSyntax { Body.Statements: [ThrowStatementSyntax] })
                return true;
        }

        return false;
    }

    /// <summary>A loop over the characters of a text that leaves when one isn't a letter or a digit: who gets past it has a harmless text.</summary>
    private void PastLoop(IOperation moved)
    {
        if (moved.Syntax.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { Expression: IdentifierNameSyntax text } loop || _body.Model.GetTypeInfo(text, _cancellation).Type?.SpecialType != SpecialType.System_String)
            return;
        var inner = loop.Statement is BlockSyntax { Statements: [var only] } ? only : loop.Statement;
        if (inner is not IfStatementSyntax { Else: null, Statement: var leaving } test || !Leaves(leaving) || _body.Model.GetOperation(test.Condition, _cancellation) is not { } condition || !AllowList.IsHarmful(condition))
            return;
        if (_body.Model.GetOperation(text, _cancellation) is { } checkedText)
            Prove(checkedText, Kinds.All);
    }

    private static bool Leaves(StatementSyntax statement) =>
        statement is ReturnStatementSyntax or ThrowStatementSyntax || statement is BlockSyntax { Statements: [.., var last] } && last is ReturnStatementSyntax or ThrowStatementSyntax;
}
