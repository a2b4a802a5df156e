using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A name under which a log keeps a value.</summary>
/// <param name="Name">The placeholder or the property.</param>
/// <param name="Type">Of the value, where it is known.</param>
/// <param name="Sign"><c>@</c> takes the value apart, <c>$</c> makes it text.</param>
/// <param name="Place">The template or the name in the source.</param>
internal sealed record LoggedName(string Name, ITypeSymbol? Type, string Sign, SyntaxNode Place);

/// <summary>Everything that becomes a property of a log: placeholders of templates, compiled ones too, properties beside a message, and those of scopes.</summary>
internal static class LoggedNames
{
    private static readonly Members s_properties = new(
        "Serilog.ILogger.ForContext", "Serilog.Log.ForContext", "Serilog.Context.LogContext.PushProperty", "Serilog.IDiagnosticContext.Set",
        "NLog.Logger.WithProperty", "NLog.ILogger.WithProperty", "NLog.ScopeContext.PushProperty");

    private static readonly Members s_defined = new("Microsoft.Extensions.Logging.LoggerMessage.{Define,DefineScope}");

    private static readonly Members s_scopes = new("Microsoft.Extensions.Logging.ILogger.BeginScope");

    public static IEnumerable<LoggedName> Of(IInvocationOperation call)
    {
        if (LogCall.Of(call) is { } log)
            return OfLog(log);
        if (s_properties.Contain(call.TargetMethod))
            return OfProperty(call);
        if (s_defined.Contain(call.TargetMethod))
            return OfDefinition(call);
        return OfScope(call);
    }

    public static IEnumerable<LoggedName> Of(CompiledLog compiled) => compiled.Template.Holes.Select(hole => new LoggedName(hole.Name, compiled.Parameter(hole)?.Type, hole.Sign, compiled.Written));

    private static IEnumerable<LoggedName> OfLog(LogCall log)
    {
        if (log is not { IsStructured: true, Template.Value: { ConstantValue: { HasValue: true, Value: string text } } template })
            yield break;
        var holes = MessageTemplate.Parse(text).Holes;
        var areTyped = log.ValuesKnown && holes.Count == log.Values.Length;
        for (var i = 0; i < holes.Count; i++)
        {
            if (!holes[i].IsPositional)
                yield return new LoggedName(holes[i].Name, areTyped ? Shown(log.Values[i]) : null, holes[i].Sign, template.Syntax);
        }
    }

    private static IEnumerable<LoggedName> OfProperty(IInvocationOperation call)
    {
        var name = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "propertyName" or "name" or "propertyKey" or "key")?.Value;
        var value = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "value" or "propertyValue")?.Value;
        if (name is null || value is null)
            yield break;
        if (Named(name, value, IsTakenApart(call) ? "@" : "") is { } named)
            yield return named;
    }

    /// <summary>Whether a property beside a message keeps the members of its value.</summary>
    public static bool IsTakenApart(IInvocationOperation call) =>
        call.Arguments.Any(static argument => argument.Parameter?.Name == "destructureObjects" && argument.Value.ConstantValue is { HasValue: true, Value: true });

    private static IEnumerable<LoggedName> OfDefinition(IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "formatString")?.Value is not { ConstantValue: { HasValue: true, Value: string text } } template)
            yield break;
        var holes = MessageTemplate.Parse(text).Holes;
        for (var i = 0; i < holes.Count; i++)
        {
            if (!holes[i].IsPositional)
                yield return new LoggedName(holes[i].Name, i < call.TargetMethod.TypeArguments.Length ? call.TargetMethod.TypeArguments[i] : null, holes[i].Sign, template.Syntax);
        }
    }

    private static IEnumerable<LoggedName> OfScope(IInvocationOperation call)
    {
        foreach (var (key, value) in ScopeEntries(call))
        {
            if (Named(key, value, "") is { } named)
                yield return named;
        }
    }

    /// <summary>What a scope's dictionary is written with.</summary>
    public static IEnumerable<(IOperation Key, IOperation Value)> ScopeEntries(IInvocationOperation call)
    {
        if (!s_scopes.Contain(call.TargetMethod) || call.Arguments.IsEmpty || LocalValues.Resolve(call.Arguments[0].Value) is not IObjectCreationOperation { Initializer: { } written })
            yield break;
        foreach (var entry in written.Initializers)
        {
            switch (entry)
            {
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments: [{ Value: var key }] }, Value: var set }:
                    yield return (key, set);
                    break;
                case IInvocationOperation { TargetMethod.Name: "Add", Arguments: [{ Value: var key }, { Value: var added }] }:
                    yield return (key, added);
                    break;
            }
        }
    }

    private static LoggedName? Named(IOperation name, IOperation value, string sign) =>
        name.ConstantValue is { HasValue: true, Value: string { Length: > 0 } text } && text.All(static letter => char.IsLetterOrDigit(letter) || letter is '_' or '-') && char.IsLetter(text[0])
            ? new LoggedName(text, Shown(value), sign, name.Syntax) : null;

    private static ITypeSymbol? Shown(IOperation value) => LocalValues.Bare(value).Type;
}
