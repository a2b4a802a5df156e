using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6010: two operations at once on one context, which can do one at a time.</summary>
public sealed class SharedContext : Check
{
    internal static readonly Rule Declared = new(
        "BR6010",
        nameof(SharedContext),
        "A context does one thing at a time",
        "'{0}' runs several operations of '{1}' at once, and a context allows only one: it throws, or mixes their data up; await them one after another, or give each a context of an 'IDbContextFactory'",
        Level.Warning)
    {
        Profile = ["DB5", "DB6"],
        Cwe = [362],
    };

    private static readonly Members s_together = new("System.Threading.Tasks.Task.WhenAll", "System.Threading.Tasks.Parallel.{ForEachAsync,ForEach,For,ForAsync,Invoke}");

    public SharedContext()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbContext");

    public override void Start(Watch watch) => watch.Call(s_together, See);

    private static void See(OperationAnalysisContext context, IInvocationOperation call)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var task in call.Arguments.SelectMany(static argument => Tasks(argument.Value)))
        {
            var (shared, repeats) = task;
            if (shared is null || !seen.Add(shared) || repeats)
            {
                if (shared is null)
                    continue;
                context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name, shared.Name));
                return;
            }
        }
    }

    /// <summary>The contexts that the tasks work on, and whether one of them stands for many.</summary>
    private static IEnumerable<(ISymbol? Context, bool Repeats)> Tasks(IOperation value)
    {
        value = LocalValues.Bare(value);
        switch (value)
        {
            case IArrayCreationOperation { Initializer: { } initializer }:
                return initializer.ElementValues.SelectMany(Tasks);
            case ILocalReferenceOperation local when LocalValues.Only(local) is { } only:
                return Tasks(only);
            case IAnonymousFunctionOperation lambda:
                return Captured(lambda);
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda }:
                return Captured(lambda);
            case IInvocationOperation { TargetMethod.Name: "Select", Arguments: [_, { Value: var selector }] }:
                return Tasks(selector);
            case IInvocationOperation { TargetMethod.Name: "ToList" or "ToArray", Arguments: [{ Value: var source }, ..] }:
                return Tasks(source);
            case IInvocationOperation call when DataCall.Of(call) is { Store: DataStore.EntityFramework, On: { } on } && LocalValues.Named(on) is { } named:
                return [(named, false)];
            default:
                return value.ChildOperations.Any() && value.Kind == OperationKind.None || value.Kind.ToString() == "CollectionExpression" ? value.ChildOperations.SelectMany(Tasks) : [];
        }
    }

    /// <summary>Contexts that a lambda takes from outside: all its rounds share them.</summary>
    private static IEnumerable<(ISymbol? Context, bool Repeats)> Captured(IAnonymousFunctionOperation lambda)
    {
        foreach (var inner in lambda.Body.Descendants())
        {
            if (inner is IInvocationOperation call && DataCall.Of(call) is { Store: DataStore.EntityFramework, On: { } on } && LocalValues.Named(on) is { } named
                && !named.DeclaringSyntaxReferences.Any(reference => lambda.Syntax.Span.Contains(reference.Span)))
                yield return (named, true);
        }
    }
}
