using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The key that a command of StackExchange.Redis works on, as it is written.</summary>
internal static class RedisKey
{
    public static string? Of(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0)
                return argument.Value.Syntax.ToString();
        }

        return null;
    }

    /// <summary>Whether a call is a command of that name, waiting or not.</summary>
    public static bool Is(IInvocationOperation call, string command) =>
        call.TargetMethod.ContainingNamespace is { Name: "Redis" } && (call.TargetMethod.Name == command || call.TargetMethod.Name == command + "Async");
}
