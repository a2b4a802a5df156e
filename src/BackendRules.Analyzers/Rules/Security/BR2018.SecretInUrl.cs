using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2018: a secret in an address, where logs, histories and proxies keep it.</summary>
public sealed class SecretInUrl : Check
{
    internal static readonly Rule Declared = new(
        "BR2018",
        nameof(SecretInUrl),
        "Secrets travel in bodies and headers, not in addresses",
        "'{0}' is taken from the {1}, and addresses stay in logs, histories and proxies; take it from the {2}",
        Level.Warning)
    {
        Profile = ["SB1", "SB7"],
        Cwe = [598],
        Owasp = ["API2"],
        Asvs = ["14.2.1"],
    };

    /// <summary>The property that names the attribute that the fix writes.</summary>
    internal const string Attribute = "attribute";

    private static readonly DiagnosticDescriptor s_once =
        Declared.Saying("'{0}' is taken from the {1}, and addresses stay in logs; make it short-lived and usable once, or take it from the {2}", Level.Info);

    private static readonly DiagnosticDescriptor s_sent =
        Declared.Saying("The address that '{0}' calls carries '{1}', and addresses stay in logs and proxies; send it in the Authorization header");

    private static readonly DiagnosticDescriptor s_key =
        Declared.Saying("The address that '{0}' calls carries '{1}', and addresses stay in logs and proxies; send it in a header if the provider takes one there", Level.Info);

    private static readonly Members s_requests = new(
        "System.Net.Http.HttpClient.{GetAsync,GetStringAsync,GetByteArrayAsync,GetStreamAsync,PostAsync,PutAsync,PatchAsync,DeleteAsync}",
        "System.Net.Http.Json.HttpClientJsonExtensions.{GetFromJsonAsync,PostAsJsonAsync,PutAsJsonAsync,PatchAsJsonAsync,DeleteFromJsonAsync,GetFromJsonAsAsyncEnumerable}");

    private static readonly Members s_messages = new("System.Net.Http.HttpRequestMessage.new");

    public SecretInUrl()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        if (watch.Known.Has("Microsoft.AspNetCore.Http.HttpRequest"))
        {
            watch.Symbol(SymbolKind.Method, static context => Action(context, (IMethodSymbol)context.Symbol));
            watch.Operation(OperationKind.AnonymousFunction, static context =>
            {
                var lambda = (IAnonymousFunctionOperation)context.Operation;
                if (lambda.Symbol.Parameters.Length > 0 && EntryPoints.IsMapped(lambda))
                    Mapped(context, lambda);
            });
        }

        watch.Call(s_requests, static (context, call) => Sent(context, call.Arguments, call.TargetMethod.Name));
        watch.Creation(s_messages, static (context, creation) => Sent(context, creation.Arguments, "HttpRequestMessage"));
    }

    private static void Action(SymbolAnalysisContext context, IMethodSymbol method)
    {
        if (method.Parameters.IsEmpty || !method.Parameters.Any(static parameter => SensitiveParameter.Kind(parameter) is not SensitiveKind.None)
            || EntryPoints.Kind(method) != EntryKind.Action || ControllerEndpoints.Of(context.Compilation, context.CancellationToken).Of(method) is not { Count: > 0 } sites)
            return;
        var endpoint = sites[0].Endpoint;
        for (var i = 0; i < method.Parameters.Length && i < endpoint.Parameters.Length; i++)
        {
            var hasBody = endpoint.Verb is "POST" or "PUT" or "PATCH" && !endpoint.Parameters.Any(static parameter => parameter.Binding is Binding.Body or Binding.Form);
            Judge(context.ReportDiagnostic, method.Parameters[i], endpoint.Parameters[i].Binding, hasBody, method.Name);
        }
    }

    private static void Mapped(OperationAnalysisContext context, IAnonymousFunctionOperation lambda)
    {
        IInvocationOperation? map = null;
        for (var parent = lambda.Parent; parent is not null && map is null; parent = parent.Parent)
            map = parent as IInvocationOperation;
        var route = map?.Arguments.Select(static argument => argument.Value.ConstantValue.Value).OfType<string>().FirstOrDefault() ?? "";
        var verb = map?.TargetMethod.Name.Substring(3).ToUpperInvariant() ?? "";
        var parameters = EndpointBinding.OfMinimal(lambda.Symbol, verb, route, static _ => false).Seen();
        if (parameters.Length != lambda.Symbol.Parameters.Length)
            return;
        for (var i = 0; i < parameters.Length; i++)
            Judge(context.ReportDiagnostic, lambda.Symbol.Parameters[i], parameters[i].Binding, verb is "POST" or "PUT" or "PATCH" && !parameters.Any(static p => p.Binding is Binding.Body or Binding.Form), route);
    }

    private static void Judge(Action<Diagnostic> report, IParameterSymbol parameter, Binding binding, bool mayHaveBody, string action)
    {
        if (binding is not (Binding.Query or Binding.Route) || SensitiveParameter.Kind(parameter) is var kind && kind == SensitiveKind.None || parameter.Locations.Length == 0)
            return;
        var isOnce = kind == SensitiveKind.Token && SensitiveParameter.IsOnce(parameter.Name, action);
        var properties = binding == Binding.Query ? ImmutableDictionary<string, string?>.Empty.Add(Attribute, mayHaveBody ? "FromBody" : "FromHeader") : ImmutableDictionary<string, string?>.Empty;
        report(Diagnostic.Create(isOnce ? s_once : Declared.Descriptor, parameter.Locations[0], properties,
            parameter.Name, binding == Binding.Query ? "query string" : "path", mayHaveBody ? "body" : "headers"));
    }

    private static void Sent(OperationAnalysisContext context, ImmutableArray<IArgumentOperation> arguments, string method)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Name != "requestUri" || SentSecret.In(argument.Value) is not var (name, isKey))
                continue;
            context.ReportDiagnostic(Diagnostic.Create(isKey ? s_key : s_sent, argument.Value.Syntax.GetLocation(), method, name));
        }
    }
}
