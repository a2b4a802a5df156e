using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// What each function commits, and where one calls two that do, one after the other. A body fact: complete at the end of the compilation.
/// </summary>
internal sealed class Commits
{
    private const int Depth = 3;

    /// <summary>Calls that only look, by their first word: most calls of a body, and none of them commits anything that counts.</summary>
    private static readonly Regex s_reads = new(
        "^(Try)?(Get|Find|Is|Has|Can|Should|List|Load|Read|Query|To|Map|Validate|Check|Exists|Count|Any|Search|Fetch|Build|Parse|Format|Log|Select|Filter|Compute|Calculate|Require|Throw|Render|Ensure|Init|Seed|Migrate|Warm)", RegexOptions.CultureInvariant);

    /// <summary>Work whose own commit others are meant to see, or that nobody misses when it is lost.</summary>
    private static readonly Regex s_alone = new(
        "audit|log(s|entry|ger|ging)?$|track|record|histor|notif|mail|stats|statistic|progress|claim|lock|release|outbox|inbox|cache|touch|seen|visit|metric|clean|purge|expire|retry|upsert|GetOrCreate|OrAdd|rollback|undo|revert|compensat|synchroni|import|refresh|token|session",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>What is said of one piece of work before and after it.</summary>
    private static readonly Regex s_phases = new("mark|set|begin|start|complete|finish|fail|status|state|processed", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private readonly ConcurrentDictionary<string, bool> _words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _alone = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ISymbol, Own> _own = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentBag<Pair> _pairs = [];
    private readonly CallReach _reach;
    private readonly Compilation _compilation;

    public Commits(Watch watch)
    {
        _reach = CallReach.On(watch);
        _compilation = watch.Compilation;
    }

    public void See(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol method || Answers.Body(context.OperationBlocks) is null)
            return;
        var isCovered = TransactionCover.InMember(context.OperationBlocks, method) || IsDeclaredCovered(method);
        foreach (var group in WriteGroup.Of(context.OperationBlocks))
        {
            if (group.Writes.FirstOrDefault(static write => write.Sql is not { Writes: false, Statements.Count: > 0 }) is not { } write || Bookkeeping.Takes(write))
                continue;
            var own = _own.GetOrAdd(CallReach.Function(write.Call, method), static _ => new Own());
            own.Stores.Add((write.Store, write.On?.Type));
        }

        if (isCovered)
            _own.GetOrAdd(method.OriginalDefinition, static _ => new Own()).IsCovered = true;
        else
            Pairs(context, method);
    }

    /// <summary>Pairs of calls that commit, each by itself, with no transaction around them in any caller.</summary>
    public IEnumerable<(Site First, Site Second)> Apart(CancellationToken cancellation)
    {
        if (_pairs.IsEmpty)
            yield break;
        var known = new Dictionary<ISymbol, (DataStore Store, ITypeSymbol? Through)?>(SymbolEqualityComparer.Default);
        HashSet<ISymbol>? covered = null;
        var said = new HashSet<Location>();
        foreach (var pair in _pairs.OrderBy(static pair => pair.Second.Place.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(static pair => pair.Second.Place.SourceSpan.Start).ThenByDescending(static pair => pair.First.Place.SourceSpan.Start))
        {
            if (Of(pair.First) is not { } one || Of(pair.Second) is not { } other || one.Store != other.Store || !SameDatabase(one.Through, other.Through))
                continue;
            covered ??= Covered();
            if (covered.Contains(pair.In) || AmbientTransaction.Exists(_compilation, cancellation) || !said.Add(pair.Second.Place))
                continue;
            yield return (pair.First, pair.Second with { Store = other.Store });
        }

        (DataStore Store, ITypeSymbol? Through)? Of(Site site)
        {
            if (site.Callee is null)
                return (site.Store, site.Through);
            if (!known.TryGetValue(site.Callee, out var found))
                known.Add(site.Callee, found = Commit(site.Callee));
            return found;
        }
    }

    /// <summary>What a function commits, itself or through others, in one database; null when nothing, when it opens a transaction, or when it also does what no transaction can hold.</summary>
    private (DataStore Store, ITypeSymbol? Through)? Commit(ISymbol callee)
    {
        if (callee is IMethodSymbol { ContainingType: { TypeKind: TypeKind.Interface } contract } && SourceTypes.Of(_compilation, default).Implementing(contract).Count() > 1)
            return null;
        (DataStore Store, ITypeSymbol? Through)? found = null;
        foreach (var (outcome, path) in _reach.From(callee, Depth))
        {
            if (outcome.Kind is OutcomeKind.Http or OutcomeKind.Payment or OutcomeKind.File or OutcomeKind.Transaction)
                return null;
            if (path.Any(step => _own.TryGetValue(step, out var on) && on.IsCovered))
                return null;
            if (path.Skip(1).Any(step => IsAlone(step.Name) || IsAlone(step.ContainingType?.Name ?? "")))
                continue;
            if (_own.TryGetValue(path[path.Count - 1], out var own) && outcome.Kind is OutcomeKind.Save or OutcomeKind.Write)
            {
                foreach (var store in own.Stores)
                {
                    if (found is { } other && (other.Store != store.Store || !SameDatabase(other.Through, store.Through)))
                        return null;
                    found = store;
                }
            }
        }

        return found;
    }

    /// <summary>Everything that runs inside a transaction which a caller opens.</summary>
    private HashSet<ISymbol> Covered()
    {
        var covered = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var pair in _own)
        {
            if (!pair.Value.IsCovered)
                continue;
            foreach (var (_, path) in _reach.From(pair.Key, 4))
                covered.UnionWith(path);
        }

        return covered;
    }

    private void Pairs(OperationBlockAnalysisContext context, IMethodSymbol method)
    {
        List<(Site Site, IInvocationOperation Call)>? sites = null;
        foreach (var block in context.OperationBlocks)
        {
            foreach (var call in MemberBody.Of(block).Calls)
            {
                if (FunctionBody.IsIn(call, block) && Of(call) is { } site)
                    (sites ??= []).Add((site, call));
            }
        }

        if (sites is null || sites.Count < 2 || sites.Count > 40 || !IsUnit(method) || LoopKind.IsSetup(method))
            return;
        for (var i = 1; i < sites.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (first, second) = (sites[j], sites[i]);
                // Two writes of this body itself are said while typing.
                if (first.Site.Callee is null && second.Site.Callee is null || !WriteOrder.SameFunction(first.Call, second.Call) || !WriteOrder.CanFollow(first.Call, second.Call)
                    || ArePhases(first.Site, second.Site) || WriteOrder.IsRepair(second.Call) || WriteOrder.HasRemoteCallBetween(first.Call, second.Call) || EnvironmentGate.Covers(second.Call))
                    continue;
                var function = CallReach.Function(second.Call, method);
                if (method.Name != "<Main>$" || !SymbolEqualityComparer.Default.Equals(function, method))
                    _pairs.Add(new Pair(function, first.Site, second.Site));
            }
        }
    }

    private static bool ArePhases(Site first, Site second) =>
        first.Callee is { ContainingType: { } type, Name: var before } && second.Callee is { } callee && SymbolEqualityComparer.Default.Equals(type, callee.ContainingType) && s_phases.IsMatch(before) && s_phases.IsMatch(callee.Name);

    private Site? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (DataCall.Of(call) is { Effect: not DataEffect.Query, Store: not DataStore.Redis } data)
            return Bookkeeping.Takes(data) ? null : new Site(null, method.Name, CallPlace.Of(call), data.Store, data.On?.Type);
        if (method.MethodKind is MethodKind.LocalFunction)
            return null;
        if (CallReach.Handler(call, _compilation) is { } handler)
            return NeverCounts(method.Name) ? null : new Site(handler, method.Name, CallPlace.Of(call), default, null);
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _compilation.Assembly) || method.MethodKind != MethodKind.Ordinary
            || method.ContainingType is not { } type || NeverCounts(method.Name) || IsAlone(type.Name))
            return null;
        // Who is handed a transaction takes part in it.
        return call.Arguments.Any(static argument => TransactionCover.IsTransaction(argument.Value.Type)) ? null
            : new Site((method.ReducedFrom ?? method).OriginalDefinition, $"{type.Name}.{method.Name}", CallPlace.Of(call), default, null);
    }

    private bool NeverCounts(string name) => _words.GetOrAdd(name, static name => s_reads.IsMatch(name) || s_alone.IsMatch(name));

    private bool IsAlone(string name) => _alone.GetOrAdd(name, static name => s_alone.IsMatch(name));

    /// <summary>Code that does one thing for one caller: jobs and workers do several in a row that have nothing to do with each other.</summary>
    private static bool IsUnit(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation && method.Name is not ("Main" or "ExecuteAsync" or "StartAsync" or "StopAsync" or "DisposeAsync")
        && method.ContainingType is { } type && EntryPoints.Kind(type) is not (EntryKind.Hosted or EntryKind.Middleware);

    /// <summary>An attribute or a base class that interceptors look for.</summary>
    private static bool IsDeclaredCovered(IMethodSymbol method) =>
        Says(method) || method.ContainingType is { } type && Says(type) || method.ContainingType?.BaseType is { } above && above.ContainingNamespace.Root() == "Volo";

    private static bool Says(ISymbol symbol) => symbol.GetAttributes().Any(static a => a.AttributeClass?.Name is { } name && (name.Contains("Transaction") || name.Contains("UnitOfWork")));

    private static bool SameDatabase(ITypeSymbol? one, ITypeSymbol? other) =>
        one is null || other is null || one is not INamedTypeSymbol first || other is not INamedTypeSymbol second || !first.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext") || first.IsOrInherits(second) || second.IsOrInherits(first);

    /// <summary>Where a body commits: through another function, or itself.</summary>
    internal sealed record Site(ISymbol? Callee, string Name, Location Place, DataStore Store, ITypeSymbol? Through);

    private sealed record Pair(ISymbol In, Site First, Site Second);

    private sealed class Own
    {
        public ConcurrentBag<(DataStore Store, ITypeSymbol? Through)> Stores { get; } = [];

        public volatile bool IsCovered;
    }
}
