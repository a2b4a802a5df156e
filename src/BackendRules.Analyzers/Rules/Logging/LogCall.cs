using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A call that logs: where its template, its exception and its values are.</summary>
internal sealed class LogCall
{
    private static readonly Members s_microsoft = new(
        "Microsoft.Extensions.Logging.LoggerExtensions.{Log,LogTrace,LogDebug,LogInformation,LogWarning,LogError,LogCritical,BeginScope}");

    /// <summary>An interface's own method wins over the extension: a scope of a single text arrives here.</summary>
    private static readonly Members s_scope = new("Microsoft.Extensions.Logging.ILogger.BeginScope");

    private static readonly Members s_serilog = new(
        "Serilog.ILogger.{Verbose,Debug,Information,Warning,Error,Fatal,Write}", "Serilog.Log.{Verbose,Debug,Information,Warning,Error,Fatal,Write}");

    private static readonly Members s_nlog = new(
        "NLog.ILogger.{Trace,Debug,Info,Warn,Error,Fatal,Log,ConditionalTrace,ConditionalDebug}", "NLog.Logger.{Trace,Debug,Info,Warn,Error,Fatal,Log,ConditionalTrace,ConditionalDebug}",
        "NLog.ILoggerBase.Log", "NLog.ILoggerExtensions.{ConditionalTrace,ConditionalDebug,Trace,Debug,Info,Warn,Error,Fatal,Log}");

    private static readonly Members s_log4Net = new("log4net.ILog.{DebugFormat,InfoFormat,WarnFormat,ErrorFormat,FatalFormat,Debug,Info,Warn,Error,Fatal}");

    private LogCall(IInvocationOperation call, LogLibrary library, IArgumentOperation? template, IArgumentOperation? exception, ImmutableArray<IOperation> values, IOperation? array)
    {
        Call = call;
        Library = library;
        Template = template;
        Exception = exception;
        Values = values;
        Array = array;
    }

    public IInvocationOperation Call { get; }

    public LogLibrary Library { get; }

    /// <summary>The argument that holds the template, or the whole message for log4net's plain methods.</summary>
    public IArgumentOperation? Template { get; }

    public IArgumentOperation? Exception { get; }

    public ImmutableArray<IOperation> Values { get; }

    /// <summary>False when an array is handed over as it is, and the values can't be counted.</summary>
    public bool ValuesKnown => Array is null;

    /// <summary>The array that is handed over as it is; <c>StringValues</c> converts to one without a word.</summary>
    public IOperation? Array { get; }

    /// <summary>Whether placeholders are names (and not numbers, as log4net's are).</summary>
    public bool IsStructured => Library != LogLibrary.Log4Net;

    public bool IsScope => Call.TargetMethod.Name == "BeginScope";

    /// <summary>Whether it reports a failure: warning, error or critical.</summary>
    public bool IsFailure => Call.TargetMethod.Name is "LogError" or "LogCritical" or "Error" or "Fatal" or "ErrorFormat" or "FatalFormat"
        || Call.TargetMethod.Name is "Log" or "Write" && Call.Arguments.Any(static argument => LevelName(argument.Value) is "Error" or "Critical" or "Fatal");

    /// <summary>Whether it says at least that something is wrong.</summary>
    public bool IsWarning => IsFailure || Call.TargetMethod.Name is "LogWarning" or "Warning" or "Warn" or "WarnFormat"
        || Call.TargetMethod.Name is "Log" or "Write" && Call.Arguments.Any(static argument => LevelName(argument.Value) is "Warning" or "Warn");

    /// <summary>Whether any of the four libraries is there.</summary>
    public static bool Possible(Known known) =>
        known.Has("Microsoft.Extensions.Logging.ILogger") || known.Has("Serilog.ILogger") || known.Has("NLog.ILogger") || known.Has("log4net.ILog");

    public static LogCall? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (s_microsoft.Contain(method))
            return Read(call, LogLibrary.Microsoft, method.Name == "BeginScope" ? "messageFormat" : "message");
        if (method.Name == "BeginScope" && s_scope.Contain(method) && method.TypeArguments.Length == 1 && method.TypeArguments[0].SpecialType == SpecialType.System_String)
            return Read(call, LogLibrary.Microsoft, "state");
        if (s_serilog.Contain(method))
            return Read(call, LogLibrary.Serilog, "messageTemplate");
        if (s_nlog.Contain(method))
            return Read(call, LogLibrary.NLog, "message");
        if (s_log4Net.Contain(method))
            return Read(call, LogLibrary.Log4Net, method.Name.EndsWith("Format", StringComparison.Ordinal) ? "format" : "message");
        return Wrapper(method) is { } parameter ? Read(call, LogLibrary.Wrapper, parameter) : null;
    }

    /// <summary>The name of the template parameter that a wrapper declares with an attribute, JetBrains' or the libraries' own.</summary>
    private static string? Wrapper(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "MessageTemplateFormatMethodAttribute" && attribute.ConstructorArguments.Length == 1)
                return attribute.ConstructorArguments[0].Value as string;
        }

        foreach (var parameter in method.Parameters)
        {
            foreach (var attribute in parameter.GetAttributes())
            {
                if (attribute.AttributeClass?.Name == "StructuredMessageTemplateAttribute")
                    return parameter.Name;
            }
        }

        return null;
    }

    private static LogCall Read(IInvocationOperation call, LogLibrary library, string templateName)
    {
        IArgumentOperation? template = null;
        IArgumentOperation? exception = null;
        var values = ImmutableArray.CreateBuilder<IOperation>();
        IOperation? array = null;
        foreach (var argument in call.Arguments.OrderBy(static argument => argument.Parameter?.Ordinal ?? 0))
        {
            if (argument.Parameter is not { } parameter)
                continue;
            if (parameter.Name == templateName && (parameter.Type.SpecialType is SpecialType.System_String or SpecialType.System_Object))
                template = argument;
            else if (parameter.Name == "exception" && parameter.Type.IsOrInherits("System.Exception"))
                exception = argument;
            else if (template is not null && parameter.IsParams)
                array = Spread(argument, values) ? array : argument.Value;
            else if (template is not null && parameter.Name != "exception")
                values.Add(argument.Value);
        }

        return new LogCall(call, library, template, exception, values.ToImmutable(), array);
    }

    private static bool Spread(IArgumentOperation argument, ImmutableArray<IOperation>.Builder values)
    {
        if (argument.ArgumentKind == ArgumentKind.ParamArray && argument.Value is IArrayCreationOperation { Initializer: { } written })
        {
            values.AddRange(written.ElementValues);
            return true;
        }

        // Newer overloads take a span of values, which arrives as a collection expression.
        if (argument.IsImplicit && argument.ArgumentKind != ArgumentKind.Explicit)
        {
            values.AddRange(argument.Value.ChildOperations);
            return true;
        }

        return argument.Value is IArrayCreationOperation { Initializer.ElementValues.IsEmpty: true };
    }

    private static string? LevelName(IOperation value) => value is IFieldReferenceOperation { Field: { IsStatic: true } field } ? field.Name : null;
}
