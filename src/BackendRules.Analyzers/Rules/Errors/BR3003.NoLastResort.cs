using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR3003: a web application in which nothing turns an unexpected failure into an answer.</summary>
public sealed class NoLastResort : Check
{
    internal static readonly Rule Declared = new(
        "BR3003",
        nameof(NoLastResort),
        "A last resort answers unexpected failures",
        "Nothing in this application turns an unexpected exception into an answer; add 'AddProblemDetails' and 'UseExceptionHandler'",
        Level.Info)
    {
        Profile = ["CR2"],
        Cwe = [248, 755],
        Owasp = ["API8"],
        Asvs = ["16.5.4"],
        EndOnly = true,
    };

    private static readonly Members s_build = new("Microsoft.AspNetCore.Builder.WebApplicationBuilder.Build");
    private static readonly Members s_run = new("Microsoft.AspNetCore.Builder.WebApplication.{Run,RunAsync}", "Microsoft.Extensions.Hosting.HostingAbstractionsHostExtensions.{Run,RunAsync}");

    private static readonly string[] s_words = ["Exception", "ErrorHand", "ProblemDetails", "StatusCodePages", "Hellang", "Elmah"];

    public NoLastResort()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Builder.WebApplication");

    public override void Start(Watch watch)
    {
        var (builds, runs, handlers, endpoints, grpc) = (new ConcurrentBag<Location>(), new ConcurrentBag<bool>(), new ConcurrentBag<bool>(), new ConcurrentBag<bool>(), new ConcurrentBag<bool>());
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            var name = call.TargetMethod.Name;
            if (s_build.Contain(call.TargetMethod))
                builds.Add(call.Syntax.GetLocation());
            else if (s_run.Contain(call.TargetMethod))
                runs.Add(true);
            else if (name.StartsWith("MapGrpc", StringComparison.Ordinal))
                grpc.Add(true);
            else if (name.StartsWith("Map", StringComparison.Ordinal) && name.Length > 3 && !IsBesideGrpc(call))
                endpoints.Add(true);
            else if (name is "Use" or "UseMiddleware" && Catches(call, context.CancellationToken))
                handlers.Add(true);
            if (name.StartsWith("Use", StringComparison.Ordinal) || name.StartsWith("Add", StringComparison.Ordinal))
            {
                // The developer page is no answer for callers, and problem details alone handle nothing.
                if (name is not ("UseDeveloperExceptionPage" or "AddProblemDetails" or "AddDatabaseDeveloperPageExceptionFilter") && Array.Exists(s_words, word => name.IndexOf(word, StringComparison.Ordinal) >= 0))
                    handlers.Add(true);
                else if (call.TargetMethod.TypeArguments.Any(static type => SaysSo(type.Name)))
                    handlers.Add(true);
            }
        });
        watch.End(context =>
        {
            if (builds.IsEmpty || runs.IsEmpty || !handlers.IsEmpty || !grpc.IsEmpty && endpoints.IsEmpty || HasType(context.Compilation, context.CancellationToken))
                return;
            var place = builds.OrderBy(static l => l.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(static l => l.SourceSpan.Start).First();
            context.ReportDiagnostic(Declared.At(place));
        });
    }

    /// <summary>What a service of gRPC has besides: its health, and a sentence for browsers at the root.</summary>
    private static bool IsBesideGrpc(IInvocationOperation call) =>
        call.TargetMethod.Name == "MapHealthChecks" || call.TargetMethod.Name == "MapGet" && call.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: "/" });

    private static bool SaysSo(string name) => Array.Exists(s_words, word => name.IndexOf(word, StringComparison.Ordinal) >= 0);

    /// <summary>Middleware whose code guards the next one.</summary>
    private static bool Catches(IInvocationOperation call, CancellationToken cancellation)
    {
        if (call.TargetMethod.TypeArguments.FirstOrDefault() is { } type)
            return type.DeclaringSyntaxReferences.Any(reference => Guards(reference.GetSyntax(cancellation)));
        return call.Arguments.Any(argument => AlwaysTrue.Function(argument.Value, cancellation) is { } function && Guards(function));
    }

    private static bool Guards(SyntaxNode function) => function.DescendantNodes().Any(static node => node is TryStatementSyntax { Catches.Count: > 0 });

    private static bool HasType(Compilation compilation, CancellationToken cancellation)
    {
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if (type.Implements("Microsoft.AspNetCore.Diagnostics.IExceptionHandler") || type.Implements("Microsoft.AspNetCore.Mvc.Filters.IExceptionFilter")
                || type.Implements("Microsoft.AspNetCore.Mvc.Filters.IAsyncExceptionFilter") || type.IsOrInherits("Microsoft.AspNetCore.Mvc.Filters.ExceptionFilterAttribute"))
                return true;
        }

        return false;
    }
}
