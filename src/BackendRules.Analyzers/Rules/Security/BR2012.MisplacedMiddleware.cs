using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2012: middleware that comes too early or too late to do its work.</summary>
public sealed class MisplacedMiddleware : Check
{
    internal static readonly Rule Declared = new(
        "BR2012",
        nameof(MisplacedMiddleware),
        "Middleware stands where it works",
        "'{0}' {1}; move it {2} '{3}'",
        Level.Warning)
    {
        Profile = ["CR1"],
        Cwe = [696],
        Owasp = ["API8"],
    };

    /// <summary>The properties that carry the place to move to: before or after the call that ends at a position.</summary>
    internal const string Before = "before";

    internal const string After = "after";

    private static readonly DiagnosticDescriptor s_mild = Declared.Saying("'{0}' {1}; move it {2} '{3}'", Level.Info);

    private static readonly Members s_watched = new(
        "Microsoft.AspNetCore.Builder.AuthorizationAppBuilderExtensions.UseAuthorization", "Microsoft.AspNetCore.Builder.AuthAppBuilderExtensions.UseAuthentication",
        "Microsoft.AspNetCore.Builder.CorsMiddlewareExtensions.UseCors", "Microsoft.AspNetCore.Builder.RateLimiterApplicationBuilderExtensions.UseRateLimiter",
        "Microsoft.AspNetCore.Builder.ExceptionHandlerExtensions.UseExceptionHandler");

    private static readonly string[] s_guarded = ["UseAuthentication", "UseAuthorization", "UseEndpoints", "UseMvc", "UseSession", "UseRateLimiter"];

    public MisplacedMiddleware()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Builder.IApplicationBuilder");

    public override void Start(Watch watch) => watch.Call(s_watched, static (context, call) =>
    {
        var pipeline = Pipeline.Around(call);
        var at = pipeline.IndexOf(call);
        if (at < 0 || pipeline.IndexOf(call.TargetMethod.Name) != at)
            return;
        switch (call.TargetMethod.Name)
        {
            case "UseAuthorization":
                if (pipeline.IndexOf("UseRouting") > at)
                    Report(context, call, "runs before the endpoint is known, so it never sees what the endpoint demands", After, pipeline.First("UseRouting")!);
                else if (pipeline.IndexOf("UseAuthentication") > at)
                    Report(context, call, "runs before anybody has looked who calls", After, pipeline.First("UseAuthentication")!);
                break;
            case "UseAuthentication" when pipeline.IndexOf("UseRouting") > at:
                Report(context, call, "runs before the endpoint is known, so it can't use the endpoint's own scheme", After, pipeline.First("UseRouting")!, s_mild);
                break;
            case "UseCors":
                if (pipeline.IndexOf("UseEndpoints") is >= 0 and var ends && ends < at)
                    Report(context, call, "runs after the endpoints have answered", Before, First(pipeline, "UseAuthentication", "UseAuthorization", "UseEndpoints"));
                else if (pipeline.IndexOf("UseAuthorization") is >= 0 and var authorized && authorized < at)
                    Report(context, call, "runs after authorization, which refuses preflight requests", Before, First(pipeline, "UseAuthentication", "UseAuthorization"));
                break;
            case "UseRateLimiter" when pipeline.IndexOf("UseRouting") > at:
                Report(context, call, "runs before the endpoint is known, so policies of endpoints don't hold", After, pipeline.First("UseRouting")!);
                break;
            case "UseExceptionHandler":
                var earlier = pipeline.Calls.Take(at).FirstOrDefault(static other => Array.IndexOf(s_guarded, other.TargetMethod.Name) >= 0);
                if (earlier is not null)
                    Report(context, call, "doesn't see what fails in the middleware before it", Before, earlier);
                break;
        }
    });

    private static IInvocationOperation First(Pipeline pipeline, params string[] names) =>
        pipeline.Calls.First(call => Array.IndexOf(names, call.TargetMethod.Name) >= 0);

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, string what, string direction, IInvocationOperation target, DiagnosticDescriptor? descriptor = null)
    {
        var place = CallPlace.Of(call);
        var properties = ImmutableDictionary<string, string?>.Empty.Add(direction, target.Syntax.Span.End.ToString(CultureInfo.InvariantCulture));
        context.ReportDiagnostic(Diagnostic.Create(descriptor ?? Declared.Descriptor, place, properties, call.TargetMethod.Name, what, direction, target.TargetMethod.Name));
    }
}
