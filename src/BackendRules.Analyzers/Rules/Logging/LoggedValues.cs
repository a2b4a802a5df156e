using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Everything that a call writes to a log, a scope, or the tags of a trace.</summary>
internal static class LoggedValues
{
    private static readonly Members s_properties = new(
        "Serilog.Context.LogContext.PushProperty", "Serilog.ILogger.ForContext", "Serilog.Log.ForContext", "Serilog.IDiagnosticContext.Set", "System.Diagnostics.Activity.{SetTag,AddTag,SetBaggage,AddBaggage}",
        "NLog.Logger.WithProperty", "NLog.ScopeContext.{PushProperty}", "NLog.ILogger.WithProperty");

    /// <summary>The values, each with how it is shown: <c>@</c> takes it apart.</summary>
    public static IEnumerable<(IOperation Value, string Sign)> Of(IInvocationOperation call)
    {
        if (LogCall.Of(call) is { } log)
            return OfLog(log);
        if (s_properties.Contain(call.TargetMethod))
            return call.Arguments.Where(static argument => argument.Parameter?.Name is "value" or "propertyValue").Select(argument => (argument.Value, LoggedNames.IsTakenApart(call) ? "@" : ""));
        return call.TargetMethod.HasAttribute("Microsoft.Extensions.Logging.LoggerMessageAttribute")
            ? call.Arguments.Where(static argument => !argument.Value.Type.IsOrInherits("Microsoft.Extensions.Logging.ILogger")).Select(static argument => (argument.Value, argument.Parameter is { } parameter ? CompiledLog.Hole(parameter)?.Sign ?? "" : ""))
            : LoggedNames.ScopeEntries(call).Select(static entry => (entry.Value, ""));
    }

    private static IEnumerable<(IOperation Value, string Sign)> OfLog(LogCall log)
    {
        var holes = log.Template?.Value.ConstantValue is { HasValue: true, Value: string text } ? MessageTemplate.Parse(text).Holes : [];
        for (var i = 0; i < log.Values.Length; i++)
            yield return (log.Values[i], i < holes.Count ? holes[i].Sign : "");
        if (log.Array is { } array)
            yield return (array, "");
        if (log.Template is not { } template)
            yield break;
        foreach (var part in Parts(TemplateText.Builder(template.Value)))
            yield return (part, "");
    }

    /// <summary>What a text is put together from.</summary>
    public static IEnumerable<IOperation> Parts(IOperation text)
    {
        switch (LocalValues.Bare(text))
        {
            case IInterpolatedStringOperation interpolated:
                foreach (var part in interpolated.Parts.OfType<IInterpolationOperation>())
                    yield return part.Expression;
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                foreach (var part in Parts(sum.LeftOperand).Concat(Parts(sum.RightOperand)))
                    yield return part;
                break;
            case { ConstantValue.HasValue: false } other when text.Parent is IBinaryOperation:
                yield return other;
                break;
        }
    }
}
