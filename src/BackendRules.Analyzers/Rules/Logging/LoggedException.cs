using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Exceptions among the values of a log call.</summary>
internal static class LoggedException
{
    /// <summary>Whether the value is an exception.</summary>
    public static bool Is(IOperation value) => LocalValues.Bare(value).Type.IsOrInherits("System.Exception");

    /// <summary>Whether the value is what an exception says of itself: <c>ex.Message</c>, <c>ex.StackTrace</c> or <c>ex.ToString()</c>.</summary>
    public static bool IsText(IOperation value) => Owner(value) is not null;

    /// <summary>The exception behind <c>ex.Message</c>, <c>ex.StackTrace</c> or <c>ex.ToString()</c>; null for anything else.</summary>
    public static IOperation? Owner(IOperation value) => LocalValues.Bare(value) switch
    {
        IPropertyReferenceOperation { Property.Name: "Message" or "StackTrace", Instance: { } instance } when Is(instance) => instance,
        IInvocationOperation { TargetMethod.Name: "ToString", Instance: { } instance } when Is(instance) => instance,
        _ => null,
    };
}
