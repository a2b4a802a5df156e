using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4004: a placeholder whose name is a number, is reserved, or isn't written like the property that it becomes.</summary>
public sealed class UnclearPlaceholder : Check
{
    internal static readonly Rule Declared = new(
        "BR4004",
        nameof(UnclearPlaceholder),
        "Placeholders are named in PascalCase after what they hold",
        "The placeholder '{0}' {1}; name it '{2}'",
        Level.Off)
    {
        Profile = ["CR5"],
    };

    private static readonly DiagnosticDescriptor s_info = Declared.Saying(Declared.Message, Level.Info);

    /// <summary>Names that providers give properties of their own.</summary>
    private static readonly string[] s_reserved = ["EventId", "OriginalFormat", "SourceContext", "Timestamp", "MessageTemplate", "ActionId", "RequestId", "SpanId", "TraceId"];

    public UnclearPlaceholder()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch) => watch.Operation(OperationKind.Invocation, static context =>
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Arguments.IsEmpty || LogCall.Of(call) is not { IsStructured: true, Template.Value: { ConstantValue: { HasValue: true, Value: string text } } value } log)
            return;
        var holes = MessageTemplate.Parse(text).Holes;
        for (var i = 0; i < holes.Count; i++)
        {
            if (Flaw(holes[i].Name) is not { } flaw)
                continue;
            if (log.Library == LogLibrary.Microsoft && LeftToSdk(holes[i].Name[0]) is { } id && SdkRule.Speaks(id, context))
                continue;
            var better = i < log.Values.Length && log.Values[i].Syntax is ExpressionSyntax shown && call.SemanticModel is { } model
                ? Better(holes[i].Name, shown, model) : Styled(holes[i].Name);
            context.ReportDiagnostic(Diagnostic.Create(s_info, value.Syntax.GetLocation(), holes[i].Name, flaw, better));
            return;
        }
    });

    /// <summary>The SDK's rule that says the same of a name that begins so.</summary>
    private static string? LeftToSdk(char first) => char.IsDigit(first) ? "CA2253" : char.IsLower(first) ? "CA1727" : null;

    /// <summary>What is wrong with a name, in words; null when nothing is.</summary>
    internal static string? Flaw(string name)
    {
        if (name.Length == 0)
            return null;
        if (char.IsDigit(name[0]))
            return "is a number, which says nothing to who searches";
        if (Array.IndexOf(s_reserved, name) >= 0)
            return "is a name that logging providers use themselves";
        if (name[0] == '_')
            return "begins with an underscore, which some stores keep for themselves";
        return !char.IsUpper(name[0]) || name.IndexOf('_') > 0 ? "is not in PascalCase, as the properties of a log are" : null;
    }

    /// <summary>A name that has no flaw: of the value where the present one says nothing, else the present one, well written.</summary>
    internal static string Better(string name, ExpressionSyntax value, SemanticModel model)
    {
        if (!char.IsDigit(name[0]) && Array.IndexOf(s_reserved, name) < 0)
            return Styled(name);
        var own = PlaceholderName.For(value, model);
        return Array.IndexOf(s_reserved, own) < 0 ? own : "Logged" + own;
    }

    internal static string Styled(string name)
    {
        var parts = name.Split(['_'], StringSplitOptions.RemoveEmptyEntries).Select(static part => char.ToUpperInvariant(part[0]) + part.Substring(1));
        var styled = string.Concat(parts);
        return styled.Length == 0 || char.IsDigit(styled[0]) ? "Value" + styled : Array.IndexOf(s_reserved, styled) >= 0 ? "Logged" + styled : styled;
    }
}
