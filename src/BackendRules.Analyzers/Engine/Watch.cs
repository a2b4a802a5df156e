using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// What a <see cref="Check"/> registers with, once a compilation. All rules of an analyzer share its registrations: the driver sees one action
/// for each kind of operation, however many rules want it, because every registered action costs even when it does nothing.
/// </summary>
public sealed class Watch
{
    internal readonly Dictionary<OperationKind, List<Action<OperationAnalysisContext>>> Operations = [];
    internal readonly Dictionary<SymbolKind, List<Action<SymbolAnalysisContext>>> Symbols = [];
    internal readonly Dictionary<SyntaxKind, List<Action<SyntaxNodeAnalysisContext>>> Nodes = [];
    internal readonly List<(Members Members, Action<OperationAnalysisContext, IInvocationOperation> See)> Calls = [];
    internal readonly List<(Members Members, Action<OperationAnalysisContext, IObjectCreationOperation> See)> Creations = [];
    internal readonly List<Action<OperationBlockAnalysisContext>> Bodies = [];
    internal readonly List<Action<SyntaxTreeAnalysisContext>> Trees = [];
    internal readonly List<Action<SemanticModelAnalysisContext>> Models = [];
    internal readonly List<Action<AdditionalFileAnalysisContext>> Files = [];
    internal readonly List<Action<CompilationAnalysisContext>> Ends = [];

    internal Watch(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        Compilation = compilation;
        Options = options;
        Cancellation = cancellation;
        Known = Known.Of(compilation);
    }

    public Compilation Compilation { get; }

    public AnalyzerOptions Options { get; }

    public Known Known { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Shows every operation of a kind.</summary>
    public void Operation(OperationKind kind, Action<OperationAnalysisContext> see) => Add(Operations, kind, see);

    /// <summary>Shows every call of one of these methods.</summary>
    public void Call(Members members, Action<OperationAnalysisContext, IInvocationOperation> see) => Calls.Add((members, see));

    /// <summary>Shows every <c>new</c> of one of these constructors (<c>Namespace.Type.new</c>).</summary>
    public void Creation(Members members, Action<OperationAnalysisContext, IObjectCreationOperation> see) => Creations.Add((members, see));

    /// <summary>Shows every method, accessor, constructor or initialiser body as a whole.</summary>
    public void Body(Action<OperationBlockAnalysisContext> see) => Bodies.Add(see);

    /// <summary>Shows every declared symbol of a kind.</summary>
    public void Symbol(SymbolKind kind, Action<SymbolAnalysisContext> see) => Add(Symbols, kind, see);

    /// <summary>Shows every syntax node of a kind. Prefer operations: they see through the many ways to write the same thing.</summary>
    public void Node(SyntaxKind kind, Action<SyntaxNodeAnalysisContext> see) => Add(Nodes, kind, see);

    /// <summary>Shows every syntax tree.</summary>
    public void Tree(Action<SyntaxTreeAnalysisContext> see) => Trees.Add(see);

    /// <summary>Shows every file with its semantic model.</summary>
    public void Model(Action<SemanticModelAnalysisContext> see) => Models.Add(see);

    /// <summary>Shows every additional file, such as <c>appsettings.json</c>.</summary>
    public void File(Action<AdditionalFileAnalysisContext> see) => Files.Add(see);

    /// <summary>Called when everything else has been shown. Only rules that are declared <see cref="Rule.AtEnd"/> or <see cref="Rule.EndOnly"/>.</summary>
    public void End(Action<CompilationAnalysisContext> see) => Ends.Add(see);

    private static void Add<TKind, TAction>(Dictionary<TKind, List<TAction>> all, TKind kind, TAction see)
        where TKind : struct
    {
        if (!all.TryGetValue(kind, out var actions))
            all.Add(kind, actions = []);
        actions.Add(see);
    }
}
