using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4005: one property of the logs under several spellings, or with values of several kinds.</summary>
public sealed class DriftingPlaceholder : Check
{
    internal static readonly Rule Declared = new(
        "BR4005",
        nameof(DriftingPlaceholder),
        "A placeholder has one spelling and one kind of value throughout a solution",
        "{0}; {1}",
        Level.Info)
    {
        Profile = ["CR5"],
        EndOnly = true,
    };

    internal const string From = "from";
    internal const string To = "to";

    public DriftingPlaceholder()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch)
    {
        var all = new ConcurrentBag<Use>();
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (!call.Arguments.IsEmpty)
                Add(LoggedNames.Of(call), LogCall.Of(call) is not null);
        });
        watch.Symbol(SymbolKind.NamedType, context =>
        {
            foreach (var compiled in CompiledLog.In((INamedTypeSymbol)context.Symbol, context.CancellationToken))
                Add(LoggedNames.Of(compiled), isCall: false);
        });
        watch.End(context =>
        {
            var isPascal = new Wanted(context.Compilation, context.CancellationToken).Includes(UnclearPlaceholder.Declared);
            foreach (var group in all.GroupBy(static use => Plain(use.Name), StringComparer.Ordinal))
            {
                Spelling(group, isPascal, context.ReportDiagnostic);
                Kinds(group, context.ReportDiagnostic);
            }
        });

        void Add(IEnumerable<LoggedName> names, bool isCall)
        {
            var told = names.ToArray();
            foreach (var name in told)
            {
                // The same name twice in one template is BR4002's.
                if (!Array.Exists(told, other => !ReferenceEquals(other, name) && string.Equals(other.Name, name.Name, StringComparison.OrdinalIgnoreCase)))
                    all.Add(new Use(name.Name, Kind(name), name.Place.GetLocation(), isCall));
            }
        }
    }

    /// <summary>The spelling that most uses have speaks for all; without a majority, or where BR4004 asks for it, the one in PascalCase.</summary>
    private static void Spelling(IEnumerable<Use> uses, bool isPascal, Action<Diagnostic> report)
    {
        var spellings = uses.GroupBy(static use => use.Name, StringComparer.Ordinal).OrderByDescending(spelling => isPascal && IsPascal(spelling.Key)).ThenByDescending(static spelling => spelling.Count())
            .ThenByDescending(static spelling => IsPascal(spelling.Key)).ThenBy(static spelling => spelling.Key, StringComparer.Ordinal).ToArray();
        foreach (var other in spellings.Skip(1))
        {
            foreach (var use in InOrder(other))
            {
                // BR4004 asks for the same name.
                if (isPascal && use.IsCall && UnclearPlaceholder.Flaw(use.Name) is not null && UnclearPlaceholder.Styled(use.Name) == spellings[0].Key)
                    continue;
                report(Declared.At(use.Location, ImmutableDictionary<string, string?>.Empty.Add(From, other.Key).Add(To, spellings[0].Key),
                    $"The placeholder '{other.Key}' is written '{spellings[0].Key}' elsewhere, so one value becomes two properties", $"write '{spellings[0].Key}'"));
            }
        }
    }

    private static void Kinds(IEnumerable<Use> uses, Action<Diagnostic> report)
    {
        var kinds = uses.Where(static use => use.Kind is not null).GroupBy(static use => use.Kind!, StringComparer.Ordinal)
            .OrderByDescending(static kind => kind.Count()).ThenBy(static kind => kind.Key, StringComparer.Ordinal).ToArray();
        // A tie has no majority that could say which one is meant: the later uses follow the earliest.
        if (kinds.Length > 1 && kinds[0].Count() == kinds[1].Count())
            kinds = kinds.OrderByDescending(kind => kind.Count()).ThenBy(static kind => Place(InOrder(kind).First()), StringComparer.Ordinal).ToArray();
        foreach (var other in kinds.Skip(1))
        {
            foreach (var use in InOrder(other))
            {
                report(Declared.At(use.Location, $"The placeholder '{use.Name}' holds {other.Key} here and {kinds[0].Key} elsewhere, which stores with typed fields refuse",
                    "give one of them another name"));
            }
        }
    }

    /// <summary>What stores tell apart: texts (names, identifiers, constants of enumerations), numbers, truth, dates, objects.</summary>
    private static string? Kind(LoggedName name)
    {
        if (name.Sign == "@")
            return "an object";
        if (name.Sign == "$")
            return "a text";
        var type = name.Type;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        if (type is null)
            return null;
        if (type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_String or SpecialType.System_Char || type.Is("System.Guid"))
            return "a text";
        return type.SpecialType switch
        {
            >= SpecialType.System_SByte and <= SpecialType.System_Double => "a number",
            SpecialType.System_Boolean => "true or false",
            SpecialType.System_DateTime => "a date",
            _ => type.Is("System.DateTimeOffset") || type.Is("System.DateOnly") ? "a date" : null,
        };
    }

    private static bool IsPascal(string name) => char.IsUpper(name[0]) && name.IndexOf('_') < 0 && name.Any(char.IsLower);

    private static string Plain(string name) => name.Replace("_", "").Replace("-", "").ToLowerInvariant();

    private static IEnumerable<Use> InOrder(IEnumerable<Use> uses) => uses.OrderBy(Place, StringComparer.Ordinal);

    private static string Place(Use use) => $"{use.Location.SourceTree?.FilePath}:{use.Location.SourceSpan.Start:D9}";

    private sealed record Use(string Name, string? Kind, Location Location, bool IsCall);
}
