using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4002: a template that loses values, shows them under the wrong name, or doesn't parse.</summary>
public sealed class BrokenTemplate : Check
{
    internal static readonly Rule Declared = new(
        "BR4002",
        nameof(BrokenTemplate),
        "Message templates parse, and their placeholders and values match one to one",
        "{0}; {1}",
        Level.Warning)
    {
        Profile = ["CR5"],
    };

    internal const string Flaw = "flaw";

    private static readonly DiagnosticDescriptor s_order = Declared.Saying(Declared.Message, Level.Info);

    /// <summary>From the .NET 10 SDK on, CA2023 warns of malformed templates of Microsoft.Extensions.Logging by itself.</summary>
    private static readonly bool s_sdkParses = typeof(Compilation).Assembly.GetName().Version.Major >= 5;

    public BrokenTemplate()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch) => watch.Operation(OperationKind.Invocation, static context =>
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Arguments.IsEmpty || LogCall.Of(call) is not { Template.Value: { ConstantValue: { HasValue: true, Value: string text } } value } log
            || !log.IsStructured || log.Template.Parameter?.Type.SpecialType != SpecialType.System_String)
            return;
        var template = MessageTemplate.Parse(text);
        if (template.Fault is { } fault)
        {
            // Without values Microsoft's logger never parses the text.
            if (log.Library != LogLibrary.Microsoft || !s_sdkParses && !log.Values.IsEmpty)
                Report(context, value, "syntax", $"The template has {fault}", "double a brace that is text, name a placeholder that is one");
            return;
        }

        See(context, value, log, template);
    });

    private static void See(OperationAnalysisContext context, IOperation value, LogCall log, MessageTemplate template)
    {
        var holes = template.Holes;
        if (holes.Any(static hole => hole.IsPositional))
        {
            if (holes.Any(static hole => !hole.IsPositional))
                Report(context, value, "mixed", "The template mixes numbered and named placeholders, and then all are filled in order", "name them all");
            return;
        }

        if (holes.GroupBy(static hole => hole.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            Report(context, value, "twice", $"The placeholder '{twice.Key}' stands there twice, so one value hides the other", "give each its own name");
            return;
        }

        if (!log.ValuesKnown || log.Values.Any(LoggedException.Is))
            return;
        if (holes.Count != log.Values.Length)
        {
            // CA2017, which is on by default, says so for Microsoft's logger.
            if (log.Library != LogLibrary.Microsoft)
                Report(context, value, "count", $"The template has {Count(holes.Count, "placeholder")} for {Count(log.Values.Length, "value")}", "add what is missing");
            return;
        }

        if (Swapped(holes, log.Values) is var (left, right))
        {
            context.ReportDiagnostic(Diagnostic.Create(s_order, value.Syntax.GetLocation(), Properties("order"),
                $"The values of '{holes[left].Name}' and '{holes[right].Name}' stand in the other's place", "put them in the order of the placeholders"));
        }
    }

    /// <summary>Two values of which each is named like the other's placeholder.</summary>
    internal static (int Left, int Right)? Swapped(IReadOnlyList<TemplateHole> holes, ImmutableArray<IOperation> values)
    {
        for (var i = 0; i < holes.Count; i++)
        {
            for (var j = i + 1; j < holes.Count; j++)
            {
                if (Named(values[i], holes[j].Name) && Named(values[j], holes[i].Name) && !Named(values[i], holes[i].Name) && !Named(values[j], holes[j].Name))
                    return (i, j);
            }
        }

        return null;
    }

    private static bool Named(IOperation value, string name)
    {
        value = LocalValues.Bare(value);
        var (owner, member) = value switch
        {
            ILocalReferenceOperation local => ("", local.Local.Name),
            IParameterReferenceOperation parameter => ("", parameter.Parameter.Name),
            IFieldReferenceOperation field => ("", field.Field.Name.TrimStart('_')),
            IPropertyReferenceOperation property => (OwnerName(property.Instance), property.Property.Name),
            _ => ("", ""),
        };
        return string.Equals(member, name, StringComparison.OrdinalIgnoreCase) || owner.Length > 0 && string.Equals(owner + member, name, StringComparison.OrdinalIgnoreCase);
    }

    private static string OwnerName(IOperation? owner) => owner switch
    {
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IPropertyReferenceOperation property => property.Property.Name,
        _ => "",
    };

    private static string Count(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    private static ImmutableDictionary<string, string?> Properties(string flaw) => ImmutableDictionary<string, string?>.Empty.Add(Flaw, flaw);

    private static void Report(OperationAnalysisContext context, IOperation value, string flaw, string what, string wayOut) =>
        context.ReportDiagnostic(Declared.At(value.Syntax.GetLocation(), Properties(flaw), what, wayOut));
}
