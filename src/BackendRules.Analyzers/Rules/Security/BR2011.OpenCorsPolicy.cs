using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2011: a CORS policy that any web site satisfies.</summary>
public sealed class OpenCorsPolicy : Check
{
    internal static readonly Rule Declared = new(
        "BR2011",
        nameof(OpenCorsPolicy),
        "A CORS policy names the origins that it trusts",
        "'{0}' {1}; {2}",
        Level.Warning)
    {
        Profile = ["SB6"],
        Cwe = [942, 346],
        Owasp = ["API8"],
        Asvs = ["3.4.2"],
    };

    private const string Header = "Access-Control-Allow-Origin";
    private const string Way = "name the origins with 'WithOrigins'";

    /// <summary>The property that carries a host name to the fix.</summary>
    internal const string Domain = "domain";

    private static readonly DiagnosticDescriptor s_public = Declared.Saying("'{0}' {1}; {2}", Level.Info);

    private static readonly Members s_policy = new(
        "Microsoft.AspNetCore.Cors.Infrastructure.CorsPolicyBuilder.{AllowAnyOrigin,SetIsOriginAllowed,WithOrigins,SetIsOriginAllowedToAllowWildcardSubdomains}");

    private static readonly Members s_headers = new(
        "Microsoft.AspNetCore.Http.IHeaderDictionary.{Append,Add}", "Microsoft.AspNetCore.Http.HeaderDictionaryExtensions.Append", "System.Collections.Generic.IDictionary`2.Add");

    public OpenCorsPolicy()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.HttpContext");

    public override void Start(Watch watch)
    {
        watch.Call(s_policy, Policy);
        watch.Call(s_headers, static (context, call) =>
        {
            var first = call.TargetMethod.IsExtensionMethod ? 1 : 0;
            if (call.Arguments.Length == first + 2 && IsHeader(call.Arguments[first].Value))
                Sent(context, call.Arguments[first + 1].Value);
        });
        watch.Operation(OperationKind.SimpleAssignment, static context =>
        {
            var assignment = (ISimpleAssignmentOperation)context.Operation;
            if (assignment.Target is not IPropertyReferenceOperation target)
                return;
            if (target.Property.Name == "AccessControlAllowOrigin" || target.Property.IsIndexer && target.Arguments.Length == 1 && IsHeader(target.Arguments[0].Value))
                Sent(context, assignment.Value);
            else if (target.Property.Name == "IsOriginAllowed" && target.Property.ContainingType.Is("Microsoft.AspNetCore.Cors.Infrastructure.CorsPolicy"))
                Test(context, assignment.Value, target.Property.Name, withCredentials: false);
        });
    }

    private static void Policy(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (EnvironmentGate.Covers(call))
            return;
        var withCredentials = HasCall(call, "AllowCredentials");
        switch (call.TargetMethod.Name)
        {
            case "AllowAnyOrigin":
                Any(context, CallPlace.Of(call), withCredentials);
                break;
            case "WithOrigins" when call.Arguments.Any(static argument => argument.Value.DescendantsAndSelf().Any(static o => o.ConstantValue is { HasValue: true, Value: "*" })):
                Any(context, CallPlace.Of(call), withCredentials);
                break;
            case "SetIsOriginAllowed" when call.Arguments.Length > 0:
                Test(context, call.Arguments[0].Value, call.TargetMethod.Name, withCredentials);
                break;
            case "SetIsOriginAllowedToAllowWildcardSubdomains" when withCredentials:
                context.ReportDiagnostic(Declared.At(CallPlace.Of(call), call.TargetMethod.Name,
                    "lets every subdomain act with the caller's cookies, a forgotten or hijacked one too", Way));
                break;
        }
    }

    private static void Any(OperationAnalysisContext context, Location place, bool withCredentials)
    {
        var name = place.SourceTree!.GetText(context.CancellationToken).ToString(place.SourceSpan);
        var isGuarded = UsesIdentity(context.Operation);
        var what = withCredentials
            ? "with 'AllowCredentials' is refused when the application runs"
            : isGuarded ? "lets every web site call an application that knows its users" : "lets every web site read the answers: fine for public data only";
        context.ReportDiagnostic(Diagnostic.Create(withCredentials || isGuarded ? Declared.Descriptor : s_public, place, name, what, Way));
    }

    /// <summary>The same set-up authenticates or authorizes.</summary>
    private static bool UsesIdentity(IOperation operation)
    {
        foreach (var other in LocalValues.Root(operation).DescendantsAndSelf())
        {
            if (other is IInvocationOperation { TargetMethod.Name: "AddAuthentication" or "UseAuthentication" or "AddIdentityCore" or "AddIdentity" or "AddIdentityApiEndpoints" or "RequireAuthorization" })
                return true;
        }

        return false;
    }

    private static void Test(OperationAnalysisContext context, IOperation test, string name, bool withCredentials)
    {
        var cookies = withCredentials ? ", with the caller's cookies" : "";
        if (AlwaysTrue.Is(test, context.CancellationToken))
        {
            if (!EnvironmentGate.Covers(test))
                context.ReportDiagnostic(Declared.At(Place(test), name, $"says yes to every origin, so every web site may call{cookies}", Way));
            return;
        }

        if (LocalValues.Bare(test) is not IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.Parameters: { Length: 1 } parameters } lambda })
            return;
        foreach (var operation in lambda.Body.Descendants())
        {
            if (operation is not IInvocationOperation { TargetMethod: { Name: "EndsWith" or "Contains" or "StartsWith", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } instance, Arguments: { Length: > 0 } arguments } call
                || arguments[0].Value.ConstantValue is not { HasValue: true, Value: string text } || !Reaches(call.TargetMethod.Name, text)
                || !instance.DescendantsAndSelf().Any(o => o is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameters[0])))
                continue;
            var properties = ImmutableDictionary<string, string?>.Empty;
            if (call.TargetMethod.Name == "EndsWith" && text.IndexOf('/') < 0)
                properties = properties.Add(Domain, text);
            context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), properties, call.Syntax.ToString(), $"also says yes to {Example(call.TargetMethod.Name, text)}{cookies}", "compare the host of the origin"));
        }
    }

    /// <summary>Whether a host that somebody else owns can satisfy the test.</summary>
    private static bool Reaches(string method, string text) => method switch
    {
        "EndsWith" => text.Length > 0 && text[0] != '.' && text.IndexOf("://", StringComparison.Ordinal) < 0,
        "StartsWith" => text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at && at + 3 < text.Length && text[text.Length - 1] is not (':' or '/'),
        _ => text.Length > 0,
    };

    private static string Example(string method, string text) => method switch
    {
        "EndsWith" => $"'https://evil{text}'",
        "StartsWith" => $"'{text}.evil.example'",
        _ => text.IndexOf("://", StringComparison.Ordinal) >= 0 ? $"'{text}.evil.example'" : $"'https://{text.Trim('.')}.evil.example'",
    };

    private static void Sent(OperationAnalysisContext context, IOperation value)
    {
        if (EnvironmentGate.Covers(value))
            return;
        var given = LocalValues.Resolve(value);
        if (given.ConstantValue is { HasValue: true, Value: "*" })
            Any(context, value.Syntax.GetLocation(), withCredentials: false);
        else if (IsCallersOrigin(given) && !IsCompared(value))
            context.ReportDiagnostic(Declared.At(value.Syntax.GetLocation(), value.Syntax.ToString(), "gives the caller's own origin back, so every web site is trusted", "compare it with the origins you know, or use 'AddCors'"));
    }

    private static bool IsHeader(IOperation name) =>
        LocalValues.Bare(name).ConstantValue is { HasValue: true, Value: string text } && string.Equals(text, Header, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>Request.Headers.Origin</c>, <c>Request.Headers["Origin"]</c>, as a string too.</summary>
    private static bool IsCallersOrigin(IOperation value)
    {
        foreach (var operation in value.DescendantsAndSelf())
        {
            if (operation is IPropertyReferenceOperation { Property.Name: "Origin" } named && named.Property.ContainingType.Is("Microsoft.AspNetCore.Http.IHeaderDictionary"))
                return true;
            if (operation is IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } arguments }
                && LocalValues.Bare(arguments[0].Value).ConstantValue is { HasValue: true, Value: string text } && string.Equals(text, "Origin", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>A condition around the header looks at the same value, or at a list.</summary>
    private static bool IsCompared(IOperation value)
    {
        for (IOperation current = value; current.Parent is { } parent; current = parent)
        {
            if (parent is IConditionalOperation { Condition: { } condition } && condition != current
                && condition.DescendantsAndSelf().Any(static o => o is IInvocationOperation { TargetMethod.Name: "Contains" or "Any" or "TryGetValue" or "IsOriginAllowed" or "Equals" or "Exists" } or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals }))
                return true;
        }

        return false;
    }

    /// <summary>Whether the same function calls a method of this name whenever it makes the call.</summary>
    private static bool HasCall(IOperation call, string name) => LocalValues.Function(call).DescendantsAndSelf()
        .Any(operation => operation is IInvocationOperation other && other.TargetMethod.Name == name && IsTogether(other, call));

    /// <summary>No condition stands around the one that doesn't stand, in the same branch, around the other.</summary>
    private static bool IsTogether(IOperation other, IOperation call)
    {
        for (IOperation current = other; current.Parent is { } parent; current = parent)
        {
            if (parent is IConditionalOperation or ISwitchCaseOperation && !current.Syntax.Span.Contains(call.Syntax.SpanStart))
                return false;
        }

        return true;
    }

    private static Location Place(IOperation test) => test.Syntax.GetLocation();
}
