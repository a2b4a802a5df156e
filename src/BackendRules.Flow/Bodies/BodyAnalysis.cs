using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>
/// Runs values through the control flow graph of one body, all kinds at once. Functions inside the body run where they are called, so that
/// captured variables are simply variables. What gets to a port becomes an edge of the summary.
/// </summary>
internal sealed partial class BodyAnalysis
{
    private const int MostDepth = 500;

    private readonly FlowContext _context;
    private readonly Body _body;
    private readonly CancellationToken _cancellation;
    private readonly Labels _labels = new();
    private readonly SummaryBuilder _summary;
    private readonly List<IMethodSymbol> _running = [];

    /// <summary>The function that was handed to a framework, which sends on what it returns.</summary>
    private IMethodSymbol? _handler;
    private ControlFlowGraph _graph = null!;
    private State _state;
    private int _visits;
    private int _depth;
    private bool _boundHit;

    private BodyAnalysis(FlowContext context, Body body, CancellationToken cancellation)
    {
        _context = context;
        _body = body;
        _cancellation = cancellation;
        _summary = new SummaryBuilder(context, body);
        _state = new State(Initial, _labels);
    }

    /// <summary>Adds the summary of a body, and those of the functions that it keeps.</summary>
    public static void Run(FlowContext context, Body body, List<BodySummary> into, CancellationToken cancellation)
    {
        var analysis = new BodyAnalysis(context, body, cancellation);
        analysis.EnterParameters();
        if (body.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ParameterListSyntax)
            analysis.PrimaryParameters();
        if (Graph(body.Root, cancellation) is { } graph)
        {
            var returned = analysis.RunGraph(graph);
            if (body.Assigned is null && !returned.IsClean)
                analysis.Emit(analysis.Escaped(returned), Port.Own(PortRef.Return, ""));
            if (returned.HasFunction)
                analysis.KeepReturned(returned);
        }

        if (analysis.Finish() is { } summary)
            into.Add(summary);
        analysis.SummarizeKept(into);
    }

    /// <summary>Expressions in expressions: a compiler reads thousands of them in a thread that has a megabyte, of which our steps take more.</summary>
    private bool IsTooDeep()
    {
        if (_depth < MostDepth)
            return false;
        return _boundHit = true;
    }

    private BodySummary? Finish()
    {
        LeaveParameters();
        Emit(_leaving, Port.Own(PortRef.Thrown, ""));
        Conclude();
        return _summary.Build(_boundHit);
    }

    private Value Escaped(Value returned) =>
        CharacterEscaper.Cleans(_body.Method, _body.Syntax, _context.Models.Sinks) is var kinds and not 0 ? Value.Of(Clean(returned.Flat(), kinds)) : returned;

    private static ControlFlowGraph? Graph(IOperation? root, CancellationToken cancellation) => root switch
    {
        IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellation),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellation),
        IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellation),
        IFieldInitializerOperation { Parent: null } field => ControlFlowGraph.Create(field, cancellation),
        IPropertyInitializerOperation { Parent: null } property => ControlFlowGraph.Create(property, cancellation),
        _ => null,
    };

    /// <summary>Runs a graph from the state at hand; leaves the state at its end, and yields what it returns.</summary>
    private Value RunGraph(ControlFlowGraph graph)
    {
        var outer = _graph;
        var outerBlock = _block;
        var outerFinally = _passages;
        _graph = graph;
        _passages = HasFinally(graph.Root) ? [] : null;
        FindCaptures(graph);
        var before = new State?[graph.Blocks.Length];
        var waiting = new BlockQueue(graph.Blocks.Length);
        waiting.Add(0);
        before[0] = _state;
        var returned = Value.Clean;
        while (waiting.Take() is >= 0 and var ordinal)
        {
            if (++_visits > _context.MostVisits)
            {
                _boundHit = true;
                break;
            }

            _cancellation.ThrowIfCancellationRequested();
            var block = _block = graph.Blocks[ordinal];
            _state = before[ordinal]!.Copy();
            var ends = false;
            for (var i = 0; i < block.Operations.Length && !ends; i++)
            {
                returned = returned.Union(Statement(block.Operations[i]), _labels);
                ends = Ends(block.Operations[i]);
            }

            if (ends)
                Handle(block, before, waiting);
            else
                Leave(block, before, waiting, ref returned);
        }

        _graph = outer;
        _block = outerBlock;
        _passages = outerFinally;
        _state = before[graph.Blocks.Length - 1] ?? _state;
        return returned;
    }

    /// <summary>What a statement yields to the caller: an element, when it is <c>yield return</c>.</summary>
    private Value Statement(IOperation operation)
    {
        if (operation is IReturnOperation { Kind: OperationKind.YieldReturn, ReturnedValue: { } value })
            return Eval(value).Stepped(StepOf(value)).Under(AccessPath.Element);
        Eval(operation);
        return Value.Clean;
    }

    private void Leave(BasicBlock block, State?[] before, BlockQueue waiting, ref Value returned)
    {
        var next = block.FallThroughSuccessor;
        if (block.BranchValue is { } value)
        {
            var result = Eval(value);
            if (block.ConditionKind != ControlFlowConditionKind.None && block.ConditionalSuccessor is { } conditional)
            {
                var whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
                var rest = _state.Copy();
                Refine(value, whenTrue);
                if (MayTurnOut(value, whenTrue))
                    Go(conditional, before, waiting);
                _state = rest;
                Refine(value, !whenTrue);
                if (!MayTurnOut(value, !whenTrue))
                    next = null;
            }
            else if (next?.Semantics == ControlFlowBranchSemantics.Return)
            {
                returned = returned.Union(result.Stepped(StepOf(value)), _labels);
                Answering(value, result);
                Returning(value);
                ReturningReference(value);
                Pass(value);
            }
            else if (next?.Semantics == ControlFlowBranchSemantics.Throw)
            {
                Throwing(result, TypeOf(value));
            }
        }
        else if (next?.Semantics == ControlFlowBranchSemantics.Rethrow)
        {
            Rethrowing(block);
        }

        if (next is not null)
            Go(next, before, waiting);
        if (next?.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
            LeaveFinally(block, before, waiting);
        Handle(block, before, waiting);
    }

    /// <summary>A loop that says <c>while (true)</c> is left by what leaves it.</summary>
    private bool MayTurnOut(IOperation condition, bool outcome) =>
        !(condition.ConstantValue is { HasValue: true, Value: bool said } && said != outcome) && !_context.Host.IsIdle(condition, outcome);

    private void Go(ControlFlowBranch branch, State?[] before, BlockQueue waiting)
    {
        var passed = Passed(branch, before, waiting);
        if (branch.Destination is { } destination)
            GoOn(passed, 0, destination, before, waiting);
    }

    private void Flow(int ordinal, State?[] before, BlockQueue waiting)
    {
        if (before[ordinal] is not { } there)
        {
            before[ordinal] = _state.Copy();
            waiting.Add(ordinal);
        }
        else if (there.Join(_state))
        {
            waiting.Add(ordinal);
        }
    }

    private Step StepOf(IOperation operation) => StepOf(operation.Syntax);

    private static Step StepOf(SyntaxNode syntax) => new(syntax.SpanStart, syntax.Span.Length);
}
