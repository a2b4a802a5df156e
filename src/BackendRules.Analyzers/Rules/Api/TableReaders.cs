using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Methods that read a whole table for their callers, hand on what another one read, or put something on a query that they are given. Complete at the end of the compilation.</summary>
internal sealed class TableReaders
{
    private readonly ConcurrentDictionary<IMethodSymbol, WholeTable> _readers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, TableCall> _forwards = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, IReadOnlyList<IMethodSymbol>> _steps = new(SymbolEqualityComparer.Default);

    public void See(IMethodSymbol method, IOperation body)
    {
        if (Paging.IsAsked(method))
            return;
        if (EfQuery.IsOwnStep(method))
        {
            if (Steps(body) is { } steps)
                _steps.TryAdd(method.OriginalDefinition, steps);
            return;
        }

        if (method.Parameters.Any(static p => p.Type.TypeKind == TypeKind.Delegate || p.Type.Name is "Expression" or "ISpecification"))
            return;
        foreach (var answer in Answers.Returned(body))
        {
            if (WholeTable.Behind(answer) is { } whole)
            {
                if (!whole.IsFiltered && !Paging.IsLookup(whole.Entity) && whole.Entity is not ITypeParameterSymbol)
                    _readers.TryAdd(method.OriginalDefinition, whole);
                return;
            }

            if (TableCall.Of(answer) is { } call)
            {
                _forwards.TryAdd(method.OriginalDefinition, call);
                return;
            }
        }
    }

    /// <summary>Whether a method that is handed a query answers with one that nothing bounds. What wasn't seen may bound.</summary>
    public bool KeepsAll(IMethodSymbol step) => KeepsAll(step, 0);

    private bool KeepsAll(IMethodSymbol step, int depth) => depth < 6 && _steps.TryGetValue(step, out var others) && others.All(other => KeepsAll(other, depth + 1));

    /// <summary>The entity that a method reads all of, itself or through others, or null.</summary>
    public ITypeSymbol? Read(IMethodSymbol called, SourceTypes source) => Read(called.OriginalDefinition, source, 0);

    private ITypeSymbol? Read(IMethodSymbol called, SourceTypes source, int depth)
    {
        if (depth > 4)
            return null;
        if (_readers.TryGetValue(called, out var own))
            return own.Through.All(KeepsAll) ? own.Entity : null;
        if (_forwards.TryGetValue(called, out var forward))
            return forward.Through.All(KeepsAll) ? Read(forward.Reader.OriginalDefinition, source, depth + 1) : null;
        if (called.ContainingType.TypeKind != TypeKind.Interface)
            return null;
        ITypeSymbol? only = null;
        foreach (var type in source.Implementing(called.ContainingType))
        {
            var contract = type.AllInterfaces.FirstOrDefault(i => SymbolEqualityComparer.Default.Equals(i.OriginalDefinition, called.ContainingType.OriginalDefinition));
            var declared = contract?.GetMembers(called.Name).OfType<IMethodSymbol>().FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, called.OriginalDefinition));
            if (declared is null || type.FindImplementationForInterfaceMember(declared) is not IMethodSymbol implementation || Read(implementation.OriginalDefinition, source, depth + 1) is not { } read)
                return null;
            only = read;
        }

        return only;
    }

    /// <summary>The other steps of the compilation that a step goes through; null when it takes a page or does what can't be followed.</summary>
    private static IReadOnlyList<IMethodSymbol>? Steps(IOperation body)
    {
        var others = new List<IMethodSymbol>();
        foreach (var operation in body.Descendants())
        {
            if (operation is not IInvocationOperation call || !EfQuery.IsQuery(call.Type) || DataCall.IsInsideExpression(call))
                continue;
            if (EfQuery.IsOwnStep(call.TargetMethod))
                others.Add(TableCall.Definition(call.TargetMethod));
            else if (WholeTable.Bounds(call.TargetMethod.Name) || EfQuery.Next(call, withOwn: false) is null || WholeTable.IsNarrow(call))
                return null;
        }

        return others;
    }
}
