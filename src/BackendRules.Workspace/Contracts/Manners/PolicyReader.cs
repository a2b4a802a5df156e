using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Collects what authorization policies demand, by their names.</summary>
internal sealed class PolicyReader
{
    public const string SignedIn = "a signed-in user";
    public const string Role = "role";
    public const string Claim = "claim ";

    /// <summary>The policy of endpoints that name none.</summary>
    public const string Default = "(default)";

    /// <summary>The policy of endpoints that say nothing.</summary>
    public const string Fallback = "(fallback)";

    /// <summary>Begins the name of a class that decides by itself.</summary>
    public const string Decider = "class ";

    private const string Space = "Microsoft.AspNetCore.Authorization.";

    private static readonly Members s_named = new(Space + "AuthorizationOptions.AddPolicy", Space + "AuthorizationBuilder.{AddPolicy,AddDefaultPolicy,AddFallbackPolicy,SetDefaultPolicy,SetFallbackPolicy}");

    // What they let through no declaration says; that their code changed can be said.
    private static readonly string[] s_deciders = [Space + "IAuthorizationHandler", Space + "IAuthorizationPolicyProvider", "Microsoft.AspNetCore.Authentication.IClaimsTransformation", Space + "IAuthorizationMiddlewareResultHandler"];

    private readonly ConcurrentBag<(string? Name, IOperation Body)> _said = [];

    public static PolicyReader Of(Watch watch)
    {
        var reader = new PolicyReader();
        watch.Call(s_named, (_, call) => reader.See(call));
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            if (context.Operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "DefaultPolicy" or "FallbackPolicy", ContainingType: { } type } property } } assignment && type.Is(Space + "AuthorizationOptions"))
                reader._said.Add((property.Name == "DefaultPolicy" ? Default : Fallback, assignment.Value));
        });
        return reader;
    }

    /// <param name="parts">What the bodies of the projects say.</param>
    /// <param name="code">The projects, for classes that decide by themselves.</param>
    /// <param name="cancellation">Stops.</param>
    public static ImmutableSortedDictionary<string, ApiPolicy> Joined(IEnumerable<PolicyReader> parts, IEnumerable<CodePart> code, CancellationToken cancellation)
    {
        var all = new SortedDictionary<string, ApiPolicy>(StringComparer.Ordinal);
        foreach (var (name, body) in parts.SelectMany(static part => part._said))
        {
            if (name is not null && Demands(body) is { } demands)
                all[name] = new ApiPolicy(demands, Places.Of(body.Syntax.GetLocation()));
        }

        foreach (var type in code.SelectMany(part => SourceTypes.Of(part.Compilation, cancellation).All).Where(static type => type is { TypeKind: TypeKind.Class, IsAbstract: false }
            && Array.Exists(s_deciders, decider => type.Implements(decider))))
            all[Decider + type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)] = new ApiPolicy([new PolicyDemand("code", [Hash(type.DeclaringSyntaxReferences.SelectMany(r => r.GetSyntax(cancellation).DescendantTokens()))])], Places.Of(type));
        return all.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private void See(IInvocationOperation call)
    {
        var given = call.Arguments.Where(static a => a.Parameter?.Name != "name").Select(static a => a.Value).FirstOrDefault();
        if (given is null)
            return;
        var isNamed = call.TargetMethod.Name is "AddPolicy" or "AddDefaultPolicy" or "AddFallbackPolicy";
        if (isNamed)
            _said.Add((call.Arguments.FirstOrDefault(static a => a.Parameter?.Name == "name") is { } name ? new ConstantText().Of(name.Value) : null, given));
        if (call.TargetMethod.Name != "AddPolicy")
            _said.Add((call.TargetMethod.Name.Contains("Default", StringComparison.Ordinal) ? Default : Fallback, given));
    }

    /// <summary>What a function on a builder, or an expression that builds, demands; null where that can't be seen.</summary>
    private static ImmutableArray<PolicyDemand>? Demands(IOperation said)
    {
        var body = Body(said);
        if (body is null)
            return null;
        var demands = new List<PolicyDemand>();
        foreach (var operation in body.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IInvocationOperation call when IsOnBuilder(call):
                    demands.AddRange(Of(call));
                    break;
                case IInvocationOperation { TargetMethod.Name: "Add", Instance: IPropertyReferenceOperation { Property: { Name: "Requirements", ContainingType: { } owner } }, Arguments: [var one] } when owner.Is(Space + "AuthorizationPolicyBuilder"):
                    demands.Add(Requirement(one.Value));
                    break;
                case IObjectCreationOperation { Type: { } made, Arguments: [var schemes] } when made.Is(Space + "AuthorizationPolicyBuilder") && schemes.Parameter?.Name == "authenticationSchemes":
                    demands.AddRange(Schemes(schemes));
                    break;
            }
        }

        return demands.Count == 0 ? null : [.. demands.DistinctBy(static d => d.ToString()).OrderBy(static d => d.ToString(), StringComparer.Ordinal)];
    }

    private static IOperation? Body(IOperation said)
    {
        var bare = LocalValues.Resolve(said is IDelegateCreationOperation outer ? outer.Target : said);
        var target = bare is IDelegateCreationOperation inner ? inner.Target : bare;
        if (target is not IMethodReferenceOperation { Method: var method })
            return target;
        return method.DeclaringSyntaxReferences is [var declared] && said.SemanticModel?.Compilation is { } compilation && compilation.ContainsSyntaxTree(declared.SyntaxTree)
            ? compilation.GetSemanticModel(declared.SyntaxTree).GetOperation(declared.GetSyntax()) : null;
    }

    private static bool IsOnBuilder(IInvocationOperation call) => (call.Instance?.Type ?? (call.TargetMethod.IsExtensionMethod ? call.TargetMethod.Parameters.FirstOrDefault()?.Type : null))?.Is(Space + "AuthorizationPolicyBuilder") == true;

    private static IEnumerable<PolicyDemand> Of(IInvocationOperation call)
    {
        var given = call.Arguments.Where(a => a.Parameter is { } parameter && !(call.Instance is null && parameter.Ordinal == 0) && a.ArgumentKind != ArgumentKind.DefaultValue).ToList();
        switch (call.TargetMethod.Name)
        {
            case "RequireAuthenticatedUser":
                return [new PolicyDemand(SignedIn, [])];
            case "RequireRole":
                return [new PolicyDemand(Role, Texts(given))];
            case "RequireUserName":
                return [new PolicyDemand("user", Texts(given))];
            case "RequireClaim" when given is [var type, ..]:
                return [new PolicyDemand(Claim + Text(type.Value), Texts(given.Skip(1)))];
            case "RequireAssertion":
                return [new PolicyDemand("an assertion", [Hash(call.Arguments.SelectMany(static a => a.Syntax.DescendantTokens()))])];
            case "AddAuthenticationSchemes":
                return given.SelectMany(Schemes);
            case "AddRequirements":
                return given.SelectMany(static a => Elements(a.Value)).Select(Requirement);
            // A library's or an own method: its name and what it is given tell.
            case var name when name.StartsWith("Require", StringComparison.Ordinal):
                return [new PolicyDemand(name, Texts(given))];
            default:
                return [];
        }
    }

    // Any one of the schemes may have signed the caller in.
    private static IEnumerable<PolicyDemand> Schemes(IArgumentOperation schemes) => Texts([schemes]) is { Count: > 0 } names ? [new PolicyDemand("scheme", names)] : [];

    private static PolicyDemand Requirement(IOperation value)
    {
        var made = LocalValues.Resolve(value);
        var given = made is IObjectCreationOperation creation ? string.Join(", ", creation.Arguments.SelectMany(static a => Texts([a]))) : "";
        return new PolicyDemand(made.Type?.Name ?? "a requirement", given.Length == 0 ? [] : [given]);
    }

    private static ImmutableSortedSet<string> Texts(IEnumerable<IArgumentOperation> given) => [.. given.SelectMany(static a => new ConstantText().Elements(a.Value) ?? Elements(a.Value).Select(Text))];

    private static IEnumerable<IOperation> Elements(IOperation value) => LocalValues.Resolve(value) switch
    {
        IArrayCreationOperation array => array.Initializer?.ElementValues ?? [],
        ICollectionExpressionOperation list => list.Elements,
        var one => [one],
    };

    // What isn't constant is recognised by how it is written.
    private static string Text(IOperation value) => new ConstantText().Of(value) ?? Shown.Short(string.Join(' ', value.Syntax.DescendantTokens().Select(static t => t.Text)), 60);

    private static string Hash(IEnumerable<SyntaxToken> tokens) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', tokens.Select(static t => t.Text)))))[..6];
}
