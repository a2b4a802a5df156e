using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A call in the set-up of an endpoint class or of a group of them.</summary>
/// <param name="Owner">The class.</param>
/// <param name="Said">The call; texts are its constants.</param>
/// <param name="Verbs">The HTTP verbs that it names.</param>
/// <param name="Number">Its first number.</param>
/// <param name="IsBuilder">Whether it is made on the builder of ASP.NET Core rather than on the endpoint.</param>
/// <param name="At">Where it stands in the file.</param>
internal sealed record SetUp(INamedTypeSymbol Owner, Convention Said, IReadOnlyList<string> Verbs, int? Number, bool IsBuilder, int At);

/// <summary>Collects what endpoint classes of FastEndpoints say in <c>Configure()</c>, what their groups say, and what holds for all of them.</summary>
internal sealed class EndpointClasses
{
    public const string Library = "FastEndpoints.";

    private static readonly RouteNode s_nowhere = new RouteNode.Root();

    private readonly ConcurrentBag<SetUp> _said = [];
    private readonly ConcurrentBag<(string Option, IReadOnlyList<RoutePart> Value, object? Constant)> _options = [];
    private volatile bool _areOpen;

    /// <summary>The calls of all classes, by class.</summary>
    public IEnumerable<SetUp> Said => _said;

    public void Register(Watch watch)
    {
        if (!watch.Known.Has(Library + "BaseEndpoint"))
            return;
        watch.Operation(OperationKind.Invocation, See);
        watch.Operation(OperationKind.SimpleAssignment, Assigned);
    }

    /// <summary>What <c>UseFastEndpoints(c => …)</c> sets for all endpoints.</summary>
    public static EndpointClassOptions Options(IEnumerable<EndpointClasses> parts)
    {
        var options = new EndpointClassOptions();
        foreach (var part in parts)
        {
            options = options with { AreOpen = options.AreOpen || part._areOpen };
            foreach (var (name, value, constant) in part._options)
            {
                options = name switch
                {
                    "RoutePrefix" => options with { Prefix = value },
                    "Prefix" => options with { VersionPrefix = constant as string ?? "v" },
                    "DefaultVersion" => options with { DefaultVersion = constant as int? ?? 0 },
                    "PrependToRoute" => options with { VersionComesFirst = constant is true },
                    _ => options,
                };
            }
        }

        return options;
    }

    private void See(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        var container = context.ContainingSymbol;
        var isOwn = call.TargetMethod.ContainingType.IsOrInherits(Library + "BaseEndpoint") || call.TargetMethod.ContainingType.IsOrInherits(Library + "Group");
        var isDefinition = call.TargetMethod.ContainingType.Is(Library + "EndpointDefinition");
        var isBuilder = !isOwn && !isDefinition && call.TargetMethod.ContainingNamespace?.Root() is "Microsoft" && RouteReader.Receiver(call) is { } receiver && RouteReader.IsBuilder(receiver.Type);
        if (!isOwn && !isDefinition && !isBuilder || container.ContainingType is not { } owner)
            return;
        if (!owner.IsOrInherits(Library + "BaseEndpoint") && !owner.IsOrInherits(Library + "Group"))
        {
            // The configurator of all endpoints: under a condition it is for some of them.
            if (isDefinition && call.TargetMethod.Name == "AllowAnonymous" && !IsConditional(call))
                _areOpen = true;
            return;
        }

        // What the handler reads itself is part of the request.
        var isRead = call.TargetMethod is { Name: "Route" or "Query", TypeArguments.Length: 1 };
        if (container.Name != "Configure" && !(container is IMethodSymbol { MethodKind: MethodKind.Constructor } && owner.IsOrInherits(Library + "Group")) && !isRead)
            return;
        var verbs = call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).OfType<IFieldReferenceOperation>().Where(static field => field.Field.ContainingType.Is(Library + "Http")).Select(static field => field.Field.Name).ToArray();
        var number = call.Arguments.Select(static argument => argument.Value.ConstantValue is { HasValue: true, Value: int value } ? value : (int?)null).FirstOrDefault(static value => value is not null);
        var said = Routes.Said(call, s_nowhere, null);
        if (call.TargetMethod.Name is "Configure" or "RoutePrefixOverride" or "Get" or "Post" or "Put" or "Patch" or "Delete" or "Head" or "Options" or "Routes" or "Roles" or "Policies")
            said = said with { Texts = Texts(call) };
        _said.Add(new SetUp(owner, said, verbs, number, isBuilder, call.Syntax.Span.End));
    }

    /// <summary>The first texts of a call, with typed parameters of a route by name: <c>Get("/{@id}", x => x.Id)</c>.</summary>
    private static IReadOnlyList<string> Texts(IInvocationOperation call)
    {
        var texts = new List<string>();
        var names = new Queue<string>(call.Arguments.Skip(1).SelectMany(static argument => argument.Value.DescendantsAndSelf()).OfType<IPropertyReferenceOperation>().Where(static p => LocalValues.Bare(p.Instance!) is IParameterReferenceOperation).Select(static p => p.Property.Name));
        foreach (var argument in call.Arguments)
        {
            var value = LocalValues.Bare(argument.Value);
            var elements = value is IArrayCreationOperation { Initializer: { } given } ? given.ElementValues.AsEnumerable() : value.Type?.SpecialType == SpecialType.System_String ? [value] : [];
            texts.AddRange(elements.Select(static element => string.Concat(RouteReader.Text(element).Select(static part => part.Text ?? RouteText.Unknown))));
        }

        for (var i = 0; i < texts.Count; i++)
        {
            for (var at = texts[i].IndexOf("{@", StringComparison.Ordinal); at >= 0 && names.Count > 0; at = texts[i].IndexOf("{@", StringComparison.Ordinal))
            {
                var end = texts[i].IndexOfAny([':', '}'], at);
                texts[i] = texts[i].Substring(0, at + 1) + names.Dequeue() + (end < 0 ? "}" : texts[i].Substring(end));
            }
        }

        return texts;
    }

    private void Assigned(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "RoutePrefix" or "Prefix" or "DefaultVersion" or "PrependToRoute", ContainingType: { } type } property }
            && (type.Is(Library + "EndpointOptions") || type.Is(Library + "VersioningOptions")))
            _options.Add((property.Name, RouteReader.Text(assignment.Value), LocalValues.Bare(assignment.Value).ConstantValue is { HasValue: true, Value: var constant } ? constant : null));
    }

    private static bool IsConditional(IOperation call)
    {
        for (var current = call.Parent; current is not null and not IAnonymousFunctionOperation; current = current.Parent)
        {
            if (current is IConditionalOperation or ISwitchOperation)
                return true;
        }

        return false;
    }
}

/// <summary>What holds for all endpoint classes of an application.</summary>
internal sealed record EndpointClassOptions
{
    public IReadOnlyList<RoutePart>? Prefix { get; init; }

    public string VersionPrefix { get; init; } = "v";

    public int DefaultVersion { get; init; }

    public bool VersionComesFirst { get; init; }

    /// <summary>Whether every endpoint is opened to everybody.</summary>
    public bool AreOpen { get; init; }
}
