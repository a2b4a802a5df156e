using System.Text.RegularExpressions;
using SharpYaml;
using SharpYaml.Serialization;

namespace BackendRules.Workspaces;

/// <summary>
/// What a template of CloudFormation says that calls a function of AWS Lambda: <c>serverless.template</c> or <c>template.yaml</c>. Annotations generate one, and win over it.
/// </summary>
internal static partial class LambdaTemplate
{
    /// <summary>Whether a file is one by its name.</summary>
    public static bool IsNamed(string path) => Path.GetFileName(path).ToLowerInvariant() is "serverless.template" or "template.yaml" or "template.yml" or "template.json" or "serverless.yaml" or "serverless.yml";

    public static (IReadOnlyList<ApiEndpoint> Endpoints, IReadOnlyList<ApiOperation> Operations) Read(IEnumerable<CodeText> texts, List<Unresolved> unresolved)
    {
        var (endpoints, operations) = (new List<ApiEndpoint>(), new List<ApiOperation>());
        foreach (var file in texts.Where(static text => IsNamed(text.Path)))
        {
            foreach (var (name, function) in Functions(file, unresolved))
            {
                var handler = Text(function, "Handler") ?? name;
                foreach (var (id, made) in Members(Member(function, "Events")))
                {
                    var (kind, said) = (Text(made, "Type"), Member(made, "Properties"));
                    var place = new ApiPlace(file.Path, (int)made.Start.Line + 1);
                    if (kind is "Api" or "HttpApi")
                        endpoints.Add(Endpoint(said, handler, place));
                    else if (kind is not null)
                        operations.Add(new ApiOperation(OperationStyle.Worker, Short(handler), $"{kind.ToLowerInvariant()} {Source(said) ?? id}") { Place = place });
                }
            }
        }

        return (endpoints, operations);
    }

    private static ApiEndpoint Endpoint(YamlNode? said, string handler, ApiPlace place)
    {
        var authorizer = Text(Member(said, "Auth"), "Authorizer");
        return new ApiEndpoint
        {
            Style = EndpointStyle.Lambda,
            Verb = Text(said, "Method")?.ToUpperInvariant() ?? "ANY",
            // {proxy+} takes the rest of the path.
            Route = (Text(said, "Path") ?? "/{**rest}").Replace("{proxy+}", "{**proxy}", StringComparison.Ordinal),
            Handler = Short(handler),
            HandlerId = "lambda " + handler,
            Access = authorizer is null ? ApiAccess.Unsaid : new ApiAccess(authorizer == "NONE" ? AccessRule.Anonymous : AccessRule.Authorized, authorizer == "NONE" ? [] : [authorizer], [], "endpoint"),
            Place = place,
            Confidence = Confidence.Inferred,
            AnswersConfidence = Confidence.Unknown,
        };
    }

    private static IEnumerable<(string Name, YamlNode Function)> Functions(CodeText file, List<Unresolved> unresolved)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(TypeInBraces().Replace(file.Text, "'$1'")));
        }
        catch (YamlException e)
        {
            if (file.Text.Contains("AWS::", StringComparison.Ordinal))
                unresolved.Add(new Unresolved(file.Name, "it can't be read as YAML", "correct it, or call the functions with attributes", new ApiPlace(file.Path, (int)e.Start.Line + 1)));
            yield break;
        }

        foreach (var document in stream.Documents)
        {
            foreach (var (name, resource) in Members(Member(document.RootNode, "Resources")))
            {
                if (Text(resource, "Type") == "AWS::Serverless::Function" && Member(resource, "Properties") is { } function)
                    yield return (name, function);
            }
        }
    }

    // The library takes a name with colons for a key where it stands in braces.
    [GeneratedRegex(@"(?<=:\s+)(AWS(?:::\w+)+)(?=\s*[,}])")]
    private static partial Regex TypeInBraces();

    // Assembly::Namespace.Type::Method
    private static string Short(string handler) => handler.Split("::") is [.., var type, var method] ? type[(type.LastIndexOf('.') + 1)..] + "." + method : handler;

    private static string? Source(YamlNode? said) => Text(said, "Queue") ?? Text(said, "Topic") ?? Text(said, "Stream") ?? Text(said, "Schedule") ?? Text(said, "Bucket");

    private static YamlNode? Member(YamlNode? node, string name) => Members(node).FirstOrDefault(one => one.Name == name).Value;

    private static IEnumerable<(string Name, YamlNode Value)> Members(YamlNode? node) => node is YamlMappingNode map
        ? map.Children.Where(static pair => pair.Key is YamlScalarNode { Value: not null }).Select(static pair => (((YamlScalarNode)pair.Key).Value!, pair.Value)) : [];

    // !Sub "x" is a scalar with a tag; { "Fn::Sub": "x" } and its like hold one.
    private static string? Text(YamlNode? node, string name) => Member(node, name) switch
    {
        YamlScalarNode scalar => scalar.Value,
        YamlMappingNode { Children.Count: 1 } call => call.Children.First().Value switch
        {
            YamlScalarNode inner => inner.Value,
            YamlSequenceNode list => string.Join('.', list.Children.OfType<YamlScalarNode>().Select(static one => one.Value)),
            _ => null,
        },
        YamlSequenceNode list => string.Join('.', list.Children.OfType<YamlScalarNode>().Select(static one => one.Value)),
        _ => null,
    };
}
