using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>What FluentValidation demands of a type, member by member, where it is constant.</summary>
internal sealed class ValidatorReader
{
    private const string Elements = "[]";

    private readonly Dictionary<ITypeSymbol, Dictionary<string, (bool IsRequired, WireLimits Limits)>> _rules = new(AcrossProjects.Same);

    public static ValidatorReader Of(IReadOnlyList<CodePart> parts, CancellationToken cancellation)
    {
        var reader = new ValidatorReader();
        foreach (var part in parts.Where(static part => Known.Of(part.Compilation).Has("FluentValidation.AbstractValidator`1")))
        {
            foreach (var type in SourceTypes.Of(part.Compilation, cancellation).All)
            {
                if (type.BaseType is { } validator && validator.Is("FluentValidation.AbstractValidator`1"))
                    reader.Read(type, validator.TypeArguments[0].OriginalDefinition, parts, cancellation);
            }
        }

        return reader;
    }

    /// <summary>What is demanded of a member besides its attributes.</summary>
    public (bool IsRequired, WireLimits Limits)? Of(ISymbol member) =>
        member.ContainingType is { } type && _rules.TryGetValue(type.OriginalDefinition, out var members) && members.TryGetValue(member.Name, out var rule) ? rule : null;

    /// <summary>What is demanded of each element of a member.</summary>
    public WireLimits? OfElements(ISymbol member) =>
        member.ContainingType is { } type && _rules.TryGetValue(type.OriginalDefinition, out var members) && members.TryGetValue(member.Name + Elements, out var rule) ? rule.Limits : null;

    private void Read(INamedTypeSymbol validator, ITypeSymbol validated, IReadOnlyList<CodePart> parts, CancellationToken cancellation)
    {
        foreach (var constructor in validator.InstanceConstructors)
        {
            foreach (var call in Bodies.Of(constructor, parts, cancellation)?.Descendants().OfType<IInvocationOperation>() ?? [])
            {
                if (call.TargetMethod.Name is not ("RuleFor" or "RuleForEach") || IsConditional(call)
                    || call.Descendants().OfType<IPropertyReferenceOperation>().Where(static p => LocalValues.Bare(p.Instance!) is IParameterReferenceOperation).Select(static p => p.Property.Name).Distinct().ToArray() is not [var named])
                    continue;
                var member = call.TargetMethod.Name == "RuleForEach" ? named + Elements : named;
                if (!_rules.TryGetValue(validated, out var members))
                    _rules.Add(validated, members = new(StringComparer.Ordinal));
                var known = members.GetValueOrDefault(member, (false, WireLimits.None));
                members[member] = Chain(call).Aggregate(known, static (rule, said) => With(rule, said));
            }
        }
    }

    private static (bool IsRequired, WireLimits Limits) With((bool IsRequired, WireLimits Limits) rule, IInvocationOperation said)
    {
        var given = said.Arguments.Skip(said.Instance is null ? 1 : 0).Select(static a => new ConstantText().Of(a.Value)).ToArray();
        var limits = rule.Limits;
        return said.TargetMethod.Name switch
        {
            "NotNull" or "NotEmpty" => rule with { IsRequired = true },
            "MaximumLength" when Whole(given, 0) is { } most => rule with { Limits = limits with { MaxLength = most } },
            "MinimumLength" when Whole(given, 0) is { } least => rule with { Limits = limits with { MinLength = least } },
            "Length" when Whole(given, 0) is { } least => rule with { Limits = limits with { MinLength = least, MaxLength = Whole(given, 1) ?? least } },
            "InclusiveBetween" when Number(given, 0) is { } from && Number(given, 1) is { } to => rule with { Limits = limits with { Min = from, Max = to } },
            "GreaterThanOrEqualTo" when Number(given, 0) is { } from => rule with { Limits = limits with { Min = from } },
            "LessThanOrEqualTo" when Number(given, 0) is { } to => rule with { Limits = limits with { Max = to } },
            "Matches" when given is [{ } pattern, ..] => rule with { Limits = limits with { Pattern = pattern } },
            "EmailAddress" => rule with { Limits = limits with { Form = "email" } },
            _ => rule,
        };
    }

    /// <summary>The calls that are chained on a rule, unless a condition ends the chain.</summary>
    private static IReadOnlyList<IInvocationOperation> Chain(IInvocationOperation call)
    {
        var all = new List<IInvocationOperation>();
        IOperation current = call;
        while (true)
        {
            var parent = current.Parent;
            while (parent is IConversionOperation)
                parent = parent.Parent;
            if (parent is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { Instance: null } extension })
                parent = extension;
            if (parent is not IInvocationOperation next)
                return all;
            if (next.TargetMethod.Name is "When" or "Unless" or "WhenAsync" or "UnlessAsync")
                return [];
            all.Add(next);
            current = next;
        }
    }

    private static bool IsConditional(IOperation call)
    {
        for (var current = call.Parent; current is not null; current = current.Parent)
        {
            if (current is IConditionalOperation or IInvocationOperation { TargetMethod.Name: "When" or "Unless" or "RuleSet" } && current is not IInvocationOperation { TargetMethod.Parameters: [{ Name: "rule" }, ..] })
                return true;
        }

        return false;
    }

    private static int? Whole(string?[] given, int at) => at < given.Length && int.TryParse(given[at], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static decimal? Number(string?[] given, int at) => at < given.Length && decimal.TryParse(given[at], NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
}
