using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Rows that another method of the compilation reads, handed on through mappings and operators that keep all of them.</summary>
/// <param name="Call">The call.</param>
/// <param name="Reader">The method that reads, a mediator's handler for one.</param>
/// <param name="Through">Methods of the compilation that the query goes through behind it.</param>
internal sealed record TableCall(IInvocationOperation Call, IMethodSymbol Reader, IReadOnlyList<IMethodSymbol> Through)
{
    public static TableCall? Of(IOperation value)
    {
        var through = new List<IMethodSymbol>();
        for (var depth = 0; depth < 16; depth++)
        {
            if (CopiedRows.Source(value) is { } rows)
            {
                value = rows;
                continue;
            }

            value = Answers.Plain(value);
            if (value is ILocalReferenceOperation local && StepwiseQuery.Start(local, withOwn: true, out var gathered) is { } start)
            {
                if (gathered.Any(static step => !Keeps(step)))
                    return null;
                through.AddRange(gathered.Select(static step => step.TargetMethod).Where(EfQuery.IsOwnStep).Select(Definition));
                value = start;
                continue;
            }

            if (value is not IInvocationOperation call)
                return null;
            var method = call.TargetMethod;
            if (method.Name == "Send" && method.ContainingNamespace?.Name is "MediatR" or "Mediator")
                return new TableCall(call, (call.SemanticModel is { } model ? CallReach.Handler(call, model.Compilation) : null) ?? method, through);
            if (EfQuery.IsOwnStep(method))
            {
                through.Add(Definition(method));
                value = call.Arguments[0].Value;
            }
            else if (method.OriginalDefinition.DeclaringSyntaxReferences.Length > 0)
            {
                return call.Instance is null || method.Parameters.All(static p => !Entities.IsCollection(p.Type)) ? new TableCall(call, method.OriginalDefinition, through) : null;
            }
            else if (method.Name is "Map" or "Adapt" or "ConvertAll" or "AsReadOnly" or "ProjectTo" || Keeps(call))
            {
                if (EfQuery.Source(call) is not { } source)
                    return null;
                value = method.Name == "Map" && call.Arguments.Length > 0 ? call.Arguments[0].Value : source;
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Whether an operator answers with as many rows as it is given, or nearly so.</summary>
    private static bool Keeps(IInvocationOperation call)
    {
        if (EfQuery.IsOwnStep(call.TargetMethod))
            return true;
        if (call.TargetMethod.Name is "Select" or "ToList" or "ToArray" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "ToListAsync" or "ToArrayAsync" or "AsEnumerable")
            return true;
        return EfQuery.Next(call, withOwn: false) is { } source && EfQuery.IsQuery(source.Type) && !WholeTable.Bounds(call.TargetMethod.Name) && !WholeTable.IsNarrow(call);
    }

    /// <summary>The method as it is declared: its definition, and for an extension the static one.</summary>
    public static IMethodSymbol Definition(IMethodSymbol method) => (method.ReducedFrom ?? method).OriginalDefinition;
}
