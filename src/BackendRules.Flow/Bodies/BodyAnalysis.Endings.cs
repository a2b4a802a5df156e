using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>By the first block of a <c>finally</c>, the ways through it; null in a graph without one.</summary>
    private Dictionary<int, Passage>? _passages;

    /// <summary>A <c>finally</c>: who passes through it, and what is there when it ends.</summary>
    private sealed class Passage
    {
        public List<Way> Ways { get; } = [];

        public State? End { get; set; }
    }

    /// <summary>One way through a <c>finally</c>. Others through the same one have states of their own.</summary>
    private sealed class Way(IReadOnlyList<ControlFlowRegion> passed, int at, BasicBlock destination, State state)
    {
        public IReadOnlyList<ControlFlowRegion> Passed => passed;

        public int At => at;

        public BasicBlock Destination => destination;

        public State State => state;
    }

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

    /// <summary>What is passed on the way out and may change what is there. What only disposes is run, but changes nothing.</summary>
    private IReadOnlyList<ControlFlowRegion> Passed(ControlFlowBranch branch, State?[] before, BlockQueue waiting)
    {
        // Told anew for every branch that is asked, and most functions have none.
        if (_passages is null)
            return [];
        List<ControlFlowRegion>? passed = null;
        foreach (var final in branch.FinallyRegions)
        {
            if (HasStatements(final))
                (passed ??= []).Add(final);
            else
                Flow(final.FirstBlockOrdinal, before, waiting);
        }

        return passed ?? (IReadOnlyList<ControlFlowRegion>)[];
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

    /// <summary>Goes to a block, through what has to be passed before.</summary>
    private void GoOn(IReadOnlyList<ControlFlowRegion> passed, int at, BasicBlock destination, State?[] before, BlockQueue waiting)
    {
        var state = _state;
        Forget(destination);
        if (at == passed.Count)
        {
            Flow(destination.Ordinal, before, waiting);
        }
        else
        {
            var first = passed[at].FirstBlockOrdinal;
            if (!_passages!.TryGetValue(first, out var passage))
                _passages.Add(first, passage = new Passage());
            var way = passage.Ways.Find(known => known.Destination == destination && known.Passed.Count - known.At == passed.Count - at);
            var isNew = way is null;
            if (way is null)
                passage.Ways.Add(way = new Way(passed, at, destination, _state.Copy()));
            else
                isNew = way.State.Join(_state);
            Flow(first, before, waiting);
            if (isNew && passage.End is not null)
                Resume(way, passage.End, before, waiting);
        }

        _state = state;
    }

    /// <summary>Each way goes on with what it came with, and with what was changed in between.</summary>
    private void Resume(Way way, State end, State?[] before, BlockQueue waiting)
    {
        var state = _state;
        var final = way.Passed[way.At];
        _state = way.State.Copy();
        _state.Follow(before[final.FirstBlockOrdinal]!, end, Assigned(final));
        GoOn(way.Passed, way.At + 1, way.Destination, before, waiting);
        _state = state;
    }

    /// <summary>The variables that a region assigns as a whole.</summary>
    private HashSet<int> Assigned(ControlFlowRegion region)
    {
        var roots = new HashSet<int>();
        for (var i = region.FirstBlockOrdinal; i <= region.LastBlockOrdinal; i++)
        {
            foreach (var operation in _graph.Blocks[i].Operations)
            {
                if ((operation is IExpressionStatementOperation statement ? statement.Operation : operation) is ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } assignment && PlaceOf(assignment.Target) is { Path: "" } place)
                    roots.Add(place.Root);
            }
        }

        return roots;
    }

    private void LeaveFinally(BasicBlock block, State?[] before, BlockQueue waiting)
    {
        for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Finally)
                continue;
            if (_passages is null || !HasStatements(region))
                return;
            if (!_passages.TryGetValue(region.FirstBlockOrdinal, out var passage))
                _passages.Add(region.FirstBlockOrdinal, passage = new Passage());
            passage.End = _state.Copy();
            for (var i = 0; i < passage.Ways.Count; i++)
                Resume(passage.Ways[i], passage.End, before, waiting);
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
        if (moved.Syntax.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax } loop)
            return;
        var inner = loop.Statement is BlockSyntax { Statements: [var only] } ? only : loop.Statement;
        if (Replaced(inner, loop) is { } replaced && FileNameCharacters.Are(_body.Model.GetOperation(loop.Expression, _cancellation)))
        {
            Prove(replaced, _context.Models.Sinks.Find("path"));
            return;
        }

        if (inner is not IfStatementSyntax { Else: null, Statement: var leaving } test || !Leaves(leaving) || _body.Model.GetOperation(test.Condition, _cancellation) is not { } condition)
            return;
        var kinds = _body.Model.GetTypeInfo(loop.Expression, _cancellation).Type?.SpecialType == SpecialType.System_String ? CharacterTest.Proves(c => CharacterTest.Answer(condition, c), false, _context.Models.Sinks)
            : IsMissing(condition, loop) ? Kinds.All
            : 0;
        if (_body.Model.GetOperation(loop.Expression, _cancellation) is { } checkedText)
            Prove(checkedText, kinds);
    }

    /// <summary>The text of which a loop takes each of its elements out: <c>name = name.Replace(c, '_')</c>.</summary>
    private IOperation? Replaced(StatementSyntax inner, ForEachStatementSyntax loop) =>
        inner is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax text, Right: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Replace", Expression: IdentifierNameSyntax of }, ArgumentList.Arguments: [var first, _] } } }
        && of.Identifier.ValueText == text.Identifier.ValueText && first.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == loop.Identifier.ValueText)
            ? _body.Model.GetOperation(text, _cancellation) : null;

    /// <summary>Whether a condition is true for every element of a loop that isn't in a list.</summary>
    private bool IsMissing(IOperation condition, ForEachStatementSyntax loop) =>
        condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: IInvocationOperation call } && AllowList.Tests(call, _body.Model) is { List: { } list, Item: ILocalReferenceOperation { Local: var local } }
        && local.Name == loop.Identifier.Text && !_context.HasBody(call.TargetMethod) && !Holder(list);

    private static bool Leaves(StatementSyntax statement) =>
        statement is ReturnStatementSyntax or ThrowStatementSyntax || statement is BlockSyntax { Statements: [.., var last] } && last is ReturnStatementSyntax or ThrowStatementSyntax;
}
