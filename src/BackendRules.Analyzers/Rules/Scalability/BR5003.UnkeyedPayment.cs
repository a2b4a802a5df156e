using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5003: a payment that a repeated request makes twice.</summary>
public sealed class UnkeyedPayment : Check
{
    internal static readonly Rule Declared = new(
        "BR5003",
        nameof(UnkeyedPayment),
        "Payments carry a key that makes a repetition harmless",
        "'{0}.{1}' has no idempotency key, so a repeated call takes the money twice; pass 'RequestOptions' with an 'IdempotencyKey' that belongs to the order",
        Level.Warning)
    {
        Profile = ["CR5"],
        Cwe = [837],
        AtEnd = true,
    };

    private static readonly DiagnosticDescriptor s_own = Declared.Saying("'{0}' does something that must not happen twice and takes no 'Idempotency-Key', so a caller who repeats it after a lost answer pays twice; take the key and answer a repetition with the first result", Level.Info);

    private static readonly Members s_stripe = new(
        "Stripe.PaymentIntentService.{Create,CreateAsync}",
        "Stripe.ChargeService.{Create,CreateAsync}",
        "Stripe.RefundService.{Create,CreateAsync}",
        "Stripe.TransferService.{Create,CreateAsync}",
        "Stripe.PayoutService.{Create,CreateAsync}",
        "Stripe.InvoiceService.{Create,CreateAsync}",
        "Stripe.SubscriptionService.{Create,CreateAsync}");

    private static readonly HashSet<string> s_routes = new(StringComparer.OrdinalIgnoreCase) { "pay", "payment", "payments", "charge", "charges", "refund", "refunds", "transfer", "transfers", "checkout", "payout", "payouts" };

    private static readonly Fact<object> s_known = new(static (compilation, cancellation) => compilation.SyntaxTrees.Any(tree => tree.GetText(cancellation).ToString().IndexOf("idempoten", StringComparison.OrdinalIgnoreCase) >= 0));

    public UnkeyedPayment()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Stripe.PaymentIntentService") || known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");

    public override void Start(Watch watch)
    {
        watch.Call(s_stripe, (context, call) =>
        {
            var options = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "requestOptions");
            if (options is null || options.ArgumentKind == ArgumentKind.DefaultValue || LocalValues.Bare(options.Value).ConstantValue is { HasValue: true, Value: null } || IsBare(LocalValues.Resolve(options.Value)))
                context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.ContainingType.Name, call.TargetMethod.Name));
        });
        if (!watch.Known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder"))
            return;
        var inventory = EndpointInventory.Of(watch);
        watch.End(context =>
        {
            var said = new HashSet<Location>();
            foreach (var site in inventory.Read(context.Compilation, context.CancellationToken))
            {
                if (site.Endpoint.Verb == "POST" && !IsForm(site) && site.Location.IsInSource && s_routes.Contains(site.Endpoint.Route.Split('/').LastOrDefault(static segment => segment.Length > 0 && segment[0] != '{') ?? "")
                    && !(bool)s_known.Of(context.Compilation, context.CancellationToken) && said.Add(site.Location))
                    context.ReportDiagnostic(Diagnostic.Create(s_own, site.Location, site.Endpoint.ToString()));
            }
        });
    }

    /// <summary>What a browser posts from a page: it can send no such header.</summary>
    private static bool IsForm(EndpointSite site) => site.Endpoint.Style == EndpointStyle.Page
        || site.Handler?.ContainingType is { } type && type.IsOrInherits("Microsoft.AspNetCore.Mvc.Controller") && !EntryPoints.IsApiController(type)
            && !site.Endpoint.Parameters.Any(static parameter => parameter.Binding == Binding.Body);

    /// <summary>Options that are made on the spot without a key.</summary>
    private static bool IsBare(IOperation options) => options is IObjectCreationOperation made
        && made.Initializer?.Initializers.Any(static one => one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "IdempotencyKey" } }) != true
        && made.Syntax.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.MemberDeclarationSyntax>()?.ToString().Contains("IdempotencyKey") != true;
}
