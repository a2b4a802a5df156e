using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4001: a log message whose text differs with every value, so that no store can group or search it.</summary>
public sealed class TemplateFromValue : Check
{
    internal static readonly Rule Declared = new(
        "BR4001",
        nameof(TemplateFromValue),
        "Log messages are constant templates with named placeholders",
        "The message of '{0}' is {1} from values, so it can't be searched or grouped; write a constant template with named placeholders and pass the values as arguments",
        Level.Warning)
    {
        Profile = ["CR5"],
        Cwe = [117],
        Asvs = ["16.2.4"],
        TakesBack = ["CA2254"],
    };

    public TemplateFromValue()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch) => watch.Operation(OperationKind.Invocation, static context =>
    {
        var call = (IInvocationOperation)context.Operation;
        if (!call.Arguments.IsEmpty && LogCall.Of(call) is { } log && BuiltBy(log) is { } how && !(log.Library == LogLibrary.Microsoft && SdkRule.Speaks("CA2254", context)))
            context.ReportDiagnostic(Declared.At(log.Template!.Value.Syntax.GetLocation(), call.TargetMethod.Name, how));
    });

    /// <summary>In words, how the template was put together; null for one that is as it should be, or comes from elsewhere.</summary>
    internal static string? BuiltBy(LogCall log)
    {
        // A builder argument such as NLog's own interpolation handler is no string: that library takes the text apart itself.
        if (log.Template is not { Value: { } value, Parameter.Type.SpecialType: SpecialType.System_String } || log.Library == LogLibrary.Log4Net && !IsFormat(log))
            return null;
        return TemplateText.BuiltBy(value) ?? (log.Exception is not null && LoggedException.IsText(LocalValues.Bare(value)) ? "taken" : null);
    }

    private static bool IsFormat(LogCall log) => log.Call.TargetMethod.Name.EndsWith("Format", StringComparison.Ordinal);
}
