using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5002: a client whose POST is sent again when the answer is late.</summary>
public sealed class RepeatedPost : Check
{
    internal static readonly Rule Declared = new(
        "BR5002",
        nameof(RepeatedPost),
        "Only requests that may arrive twice are repeated",
        "'{0}' sends the {1} of '{2}' again when an answer is late or lost, and the other side does the work twice; leave unsafe methods out of the retry, or send an 'Idempotency-Key'",
        Level.Warning)
    {
        Profile = ["CR5"],
        Cwe = [837],
        AtEnd = true,
    };

    /// <summary>The property of a standard handler, whose retry has a switch for it.</summary>
    internal const string Standard = "standard";

    private static readonly Members s_handlers = new(
        "Microsoft.Extensions.DependencyInjection.ResilienceHttpClientBuilderExtensions.{AddStandardResilienceHandler,AddResilienceHandler,AddStandardHedgingHandler}",
        "Microsoft.Extensions.DependencyInjection.PollyHttpClientBuilderExtensions.{AddTransientHttpErrorPolicy,AddPolicyHandler}");

    private static readonly Members s_passes = new("System.Net.Http.DelegatingHandler.SendAsync");

    private static readonly Members s_added = new("Microsoft.Extensions.DependencyInjection.HttpClientBuilderExtensions.AddHttpMessageHandler");

    private static readonly Members s_posts = new(
        "System.Net.Http.HttpClient.{PostAsync,PatchAsync}", "System.Net.Http.Json.HttpClientJsonExtensions.{PostAsJsonAsync,PatchAsJsonAsync}");

    private static readonly DiagnosticDescriptor s_retried = Declared.Saying("{0} sends this {1} again when an answer is late or lost, and the other side does the work twice; send a key with it that makes the repetition harmless, or don't repeat it");

    private static readonly Members s_payments = new(
        "Stripe.PaymentIntentService.{Create,CreateAsync}", "Stripe.ChargeService.{Create,CreateAsync}", "Stripe.RefundService.{Create,CreateAsync}",
        "Stripe.TransferService.{Create,CreateAsync}", "Stripe.PayoutService.{Create,CreateAsync}", "Stripe.SubscriptionService.{Create,CreateAsync}");

    private static readonly Members s_sends = new("System.Net.Http.HttpClient.SendAsync", "System.Net.Http.HttpMessageInvoker.SendAsync");

    private static readonly Members s_named = new("System.Net.Http.IHttpClientFactory.CreateClient", "System.Net.Http.HttpClientFactoryExtensions.CreateClient");

    public RepeatedPost()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("System.Net.Http.HttpClient");

    public override void Start(Watch watch)
    {
        var handlers = new ConcurrentBag<IInvocationOperation>();
        var posts = new ConcurrentDictionary<INamedTypeSymbol, string>(SymbolEqualityComparer.Default);
        var names = new ConcurrentBag<(INamedTypeSymbol Type, string Name)>();
        var blind = new ConcurrentDictionary<INamedTypeSymbol, string>(SymbolEqualityComparer.Default);
        var added = new ConcurrentBag<IInvocationOperation>();
        watch.Call(s_handlers, (_, call) => handlers.Add(call));
        watch.Call(s_posts, (context, call) =>
        {
            if (ReadingPost.Is(call))
                return;
            var verb = call.TargetMethod.Name.StartsWith("Patch", StringComparison.Ordinal) ? "PATCH" : "POST";
            Post(context, verb);
            Retried(context, call, verb);
        });
        watch.Call(s_sends, static (context, call) =>
        {
            if (call.Arguments.FirstOrDefault()?.Value is { } request && LocalValues.Resolve(request) is IObjectCreationOperation made && Verb(made) is { } verb && !ReadingPost.Is(made))
                Retried(context, call, verb);
        });
        watch.Call(s_passes, (context, call) =>
        {
            if (call.Instance is IInstanceReferenceOperation && context.ContainingSymbol.ContainingType is { } type && RetriedCall.By(call, context.ContainingSymbol) is not null && !LooksAtMethod(type, context.CancellationToken))
                blind.TryAdd(type, "");
        });
        watch.Call(s_added, (_, call) => added.Add(call));
        watch.Call(s_payments, static (context, call) => Retried(context, call, "payment"));
        watch.Operation(OperationKind.ObjectCreation, context =>
        {
            var made = (IObjectCreationOperation)context.Operation;
            if (Verb(made) is { } verb && !ReadingPost.Is(made))
                Post(context, verb);
        });
        watch.Call(s_named, (context, call) =>
        {
            if (context.ContainingSymbol.ContainingType is { } type && call.Arguments.LastOrDefault()?.Value.ConstantValue is { HasValue: true, Value: string name })
                names.Add((type, name));
        });
        watch.End(context =>
        {
            // Handlers of one's own that repeat whatever passes.
            foreach (var handler in handlers.Where(static one => !IsCareful(one)).Concat(added.Where(one => one.TargetMethod.TypeArguments is [INamedTypeSymbol own] && blind.ContainsKey(own))))
            {
                var clients = Clients(handler, posts, names).Where(type => (posts.ContainsKey(type) || Declares(type, posts)) && !SendsKey(type, context.CancellationToken)).OrderBy(static type => type.Name, StringComparer.Ordinal).ToArray();
                if (clients.Length == 0)
                    continue;
                var isStandard = handler.TargetMethod.Name == "AddStandardResilienceHandler";
                context.ReportDiagnostic(Declared.At(Name(handler).GetLocation(), isStandard ? ImmutableDictionary<string, string?>.Empty.Add(Standard, "") : ImmutableDictionary<string, string?>.Empty, handler.TargetMethod.Name, posts[clients[0]], clients[0].Name));
            }
        });

        void Post(OperationAnalysisContext context, string verb)
        {
            if (context.ContainingSymbol.ContainingType is { } type)
                posts.TryAdd(type, verb);
        }
    }

    /// <summary>The unsafe method of a request that is made here, or null.</summary>
    private static string? Verb(IObjectCreationOperation made) =>
        made.Type is { Name: "HttpRequestMessage" } && made.Arguments.FirstOrDefault()?.Value is { } method
        && LocalValues.Bare(method) is IPropertyReferenceOperation { Property: { Name: "Post" or "Patch", ContainingType.Name: "HttpMethod" } verb } ? verb.Name.ToUpperInvariant() : null;

    private static void Retried(OperationAnalysisContext context, IInvocationOperation call, string what)
    {
        if (RetriedCall.By(call, context.ContainingSymbol) is { } by && context.ContainingSymbol.ContainingType is { } type && !SendsKey(type, context.CancellationToken))
            context.ReportDiagnostic(Diagnostic.Create(s_retried, CallPlace.Of(call), by, what));
    }

    /// <summary>An interface of Refit says by attributes what it sends.</summary>
    private static bool Declares(INamedTypeSymbol contract, ConcurrentDictionary<INamedTypeSymbol, string> posts)
    {
        if (contract.TypeKind != TypeKind.Interface)
            return false;
        foreach (var member in contract.GetMembers())
        {
            foreach (var attribute in member.GetAttributes())
            {
                if (attribute.AttributeClass is not { Name: "PostAttribute" or "PatchAttribute", ContainingNamespace.Name: "Refit" } verb || attribute.ConstructorArguments is [{ Value: string path }, ..] && ReadingPost.Asks(path))
                    continue;
                posts[contract] = verb.Name == "PostAttribute" ? "POST" : "PATCH";
                return true;
            }
        }

        return false;
    }

    private static SyntaxNode Name(IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call.Syntax;

    /// <summary>The classes that send through the client that a handler is put on.</summary>
    private static IEnumerable<INamedTypeSymbol> Clients(IInvocationOperation handler, ConcurrentDictionary<INamedTypeSymbol, string> posts, IEnumerable<(INamedTypeSymbol Type, string Name)> names)
    {
        var builder = EfQuery.Source(handler);
        for (var depth = 0; depth < 16 && builder is not null; depth++)
        {
            builder = LocalValues.Bare(builder);
            switch (builder)
            {
                case ILocalReferenceOperation local:
                    builder = LocalValues.Only(local);
                    continue;
                case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.LambdaMethod } }:
                    // Defaults of all clients.
                    return posts.Keys;
                case IInvocationOperation { TargetMethod: { Name: "AddRefitClient", TypeArguments: [INamedTypeSymbol contract] } }:
                    return [contract.OriginalDefinition];
                case IInvocationOperation { TargetMethod.Name: "AddHttpClient" } call:
                    var typed = call.TargetMethod.TypeArguments.OfType<INamedTypeSymbol>().Select(static type => type.OriginalDefinition).ToArray();
                    var name = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "name")?.Value.ConstantValue is { HasValue: true, Value: string text } ? text : typed.FirstOrDefault()?.Name;
                    return typed.Skip(Math.Max(0, typed.Length - 1)).Concat(names.Where(one => one.Name == name).Select(static one => one.Type)).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);
                case IInvocationOperation call:
                    builder = EfQuery.Source(call);
                    continue;
                default:
                    return [];
            }
        }

        return [];
    }

    /// <summary>Whether the handler retries at all, or says itself what it repeats.</summary>
    private static bool IsCareful(IInvocationOperation handler)
    {
        var names = (handler.Syntax.FirstAncestorOrSelf<StatementSyntax>() ?? handler.Syntax.FirstAncestorOrSelf<ArrowExpressionClauseSyntax>() ?? handler.Syntax).DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText).ToArray();
        if (names.Any(static name => name is "DisableForUnsafeHttpMethods" or "DisableFor" or "ShouldHandle" or "HttpMethod" or "Method"))
            return true;
        return handler.TargetMethod.Name switch
        {
            "AddResilienceHandler" => !names.Contains("AddRetry"),
            "AddTransientHttpErrorPolicy" or "AddPolicyHandler" => !names.Any(static name => name.Contains("Retry")),
            _ => names.Contains("MaxRetryAttempts") && handler.Syntax.ToString().Contains("MaxRetryAttempts = 0"),
        };
    }

    private static bool LooksAtMethod(INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation).DescendantNodes().OfType<SimpleNameSyntax>()
        .Any(static name => name.Identifier.ValueText is "Method" or "HttpMethod"));

    private static bool SendsKey(INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation).DescendantTokens()
        .Any(static token => token.ValueText.IndexOf("Idempotency", StringComparison.OrdinalIgnoreCase) >= 0 || token.ValueText is "PayPal-Request-Id"));
}
