using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether a text is JSON: made by a serializer, or written so.</summary>
internal static class JsonText
{
    private static readonly Members s_makes = new(
        "System.Text.Json.JsonSerializer.Serialize", "Newtonsoft.Json.JsonConvert.SerializeObject", "System.Text.Json.Nodes.JsonNode.ToJsonString", "Newtonsoft.Json.Linq.JToken.ToString");

    public static bool Is(IOperation text)
    {
        var value = LocalValues.Resolve(text);
        if (value is IInvocationOperation call)
            return s_makes.Contain(call.TargetMethod);
        var start = value switch
        {
            { ConstantValue: { HasValue: true, Value: string constant } } => constant,
            IInterpolatedStringOperation { Parts: [IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string first } }, ..] } => first,
            _ => "",
        };
        start = start.TrimStart();
        return start.Length > 1 && (start[0] == '{' && start.Substring(1).TrimStart().StartsWith("\"", StringComparison.Ordinal) && start.IndexOf("\":", StringComparison.Ordinal) > 0 || start.StartsWith("[{\"", StringComparison.Ordinal));
    }
}
