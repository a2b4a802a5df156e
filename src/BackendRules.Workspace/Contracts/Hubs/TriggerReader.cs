using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Functions that no HTTP request starts: queues, topics, blobs, timers. What they listen to is what those who send rely on.</summary>
internal static class TriggerReader
{
    private const string Ending = "TriggerAttribute";

    public static IEnumerable<ApiOperation> Read(IMethodSymbol method, WireTypes types)
    {
        if (method.Attribute("Amazon.Lambda.Annotations.SQS.SQSEventAttribute") is { ConstructorArguments: [{ Value: string queue }] } && method.HasAttribute("Amazon.Lambda.Annotations.LambdaFunctionAttribute"))
            yield return Made(method, "sqs " + queue, method.Parameters.FirstOrDefault(), types);
        if ((method.Attribute("Microsoft.Azure.Functions.Worker.FunctionAttribute") ?? method.Attribute("Microsoft.Azure.WebJobs.FunctionNameAttribute")) is null)
            yield break;
        foreach (var parameter in method.Parameters)
        {
            foreach (var attribute in parameter.GetAttributes())
            {
                if (attribute.AttributeClass is not { } kind || !kind.Name.EndsWith(Ending, StringComparison.Ordinal) || kind.Name == "Http" + Ending || kind.ContainingNamespace.Root() != "Microsoft")
                    continue;
                var source = string.Join('/', attribute.ConstructorArguments.Select(static argument => argument.Kind == TypedConstantKind.Primitive ? argument.Value as string : null).OfType<string>());
                yield return Made(method, kind.Name[..^Ending.Length].ToLowerInvariant() + " " + source, kind.Name == "Timer" + Ending ? null : parameter, types);
            }
        }
    }

    private static ApiOperation Made(IMethodSymbol method, string name, IParameterSymbol? message, WireTypes types) => new(OperationStyle.Worker, method.ContainingType.Name + "." + method.Name, name.Trim())
    {
        Parameters = message is null ? [] : [new ApiParameter("message", ParameterPlace.Form, types.Of(message.Type)) { IsRequired = true }],
        Place = Places.Of(method),
    };
}
