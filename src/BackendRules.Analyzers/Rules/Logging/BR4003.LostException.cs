using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4003: a failure that is logged without its exception, or with the exception as one value among others.</summary>
public sealed class LostException : Check
{
    internal static readonly Rule Declared = new(
        "BR4003",
        nameof(LostException),
        "A logged failure carries its exception in the exception's own place",
        "{0}; {1}",
        Level.Warning)
    {
        Profile = ["CR5", "CR2"],
        Asvs = ["16.2.1"],
    };

    private const string WayOut = "pass it as the exception argument";

    public LostException()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch) => watch.Operation(OperationKind.Invocation, static context =>
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Arguments.IsEmpty || LogCall.Of(call) is not { Template: { } template, Exception: null, IsScope: false } log
            || log.Library is LogLibrary.Wrapper || log.Library == LogLibrary.Log4Net && call.TargetMethod.Name.EndsWith("Format", StringComparison.Ordinal))
            return;
        if (log.Values.FirstOrDefault(LoggedException.Is) is { } passed)
        {
            Report(context, passed, "The exception is passed as a value of the template, so its type and stack are not recorded as an error", WayOut);
            return;
        }

        var inCatch = CatchOf(call);
        if (inCatch is not null && Continues(inCatch))
            return;
        if (log.Library != LogLibrary.Log4Net && LoggedException.IsText(template.Value))
            Report(context, template.Value, "The message is the exception's own text, and the exception with its stack is lost", WayOut + " and write what failed");
        else if (log.IsWarning && log.Values.FirstOrDefault(LoggedException.IsText) is { } text && (inCatch is null || !Uses(inCatch, call)))
            Report(context, text, "Only the exception's text is logged, and its type and stack are lost", WayOut);
        else if (inCatch is not null && log.IsFailure && Says(log, template) && !Uses(inCatch, call) && !Repeats(template.Value, inCatch.ExceptionType))
            Report(context, call, "This failure is logged without the exception that caused it", WayOut);
    });

    /// <summary>The catch clause that a call stands in, lambdas aside: their code runs another time.</summary>
    internal static ICatchClauseOperation? CatchOf(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ICatchClauseOperation clause)
                return clause;
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return null;
        }

        return null;
    }

    /// <summary>Whether the exception goes on from here, so that somebody else records it.</summary>
    private static bool Continues(ICatchClauseOperation clause) => clause.Handler.Descendants().Any(static operation => operation is IThrowOperation);

    /// <summary>Whether the message says what the name of an exception of one's own says: "not found" for a <c>MovieNotFoundException</c>. Its stack tells nothing more.</summary>
    private static bool Repeats(IOperation template, ITypeSymbol? caught)
    {
        if (caught is null || !caught.Locations.Any(static location => location.IsInSource) || template.ConstantValue is not { HasValue: true, Value: string text })
            return false;
        var words = SecretWords.Split(caught.Name);
        return words.Count > 2 && words[words.Count - 1] == "Exception" && text.IndexOf($"{words[words.Count - 3]} {words[words.Count - 2]}", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    /// <summary>Whether the exception as a whole is handed to anything else in the clause: another log call, telemetry, a result.</summary>
    private static bool Uses(ICatchClauseOperation clause, IInvocationOperation call)
    {
        foreach (var operation in clause.Handler.Descendants())
        {
            if (operation is ILocalReferenceOperation local && LoggedException.Is(local) && !IsText(local) && !FunctionBody.IsIn(local, call))
                return true;
        }

        return IsOperationCanceled(clause);
    }

    /// <summary>A text that is put together is BR4001's, whose fix moves the exception too; log4net has no templates.</summary>
    private static bool Says(LogCall log, IArgumentOperation template) =>
        log.Library == LogLibrary.Log4Net ? !LoggedException.Is(template.Value) : TemplateText.BuiltBy(template.Value) is null;

    private static bool IsOperationCanceled(ICatchClauseOperation clause) => clause.ExceptionType.IsOrInherits("System.OperationCanceledException");

    private static bool IsText(IOperation exception) =>
        exception.Parent is IPropertyReferenceOperation { Property.Name: "Message" or "StackTrace" } or IInvocationOperation { TargetMethod.Name: "ToString" or "GetType" };

    private static void Report(OperationAnalysisContext context, IOperation at, string what, string wayOut) =>
        context.ReportDiagnostic(Declared.At(at.Syntax.GetLocation(), what, wayOut));
}
