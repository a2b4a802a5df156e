using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5001: a GET or HEAD handler that changes state, itself or through what it calls.</summary>
public sealed class WritingGet : Check
{
    internal static readonly Rule Declared = new(
        "BR5001",
        nameof(WritingGet),
        "GET and HEAD change nothing",
        "'{0}' answers a safe method but calls '{1}'{2}; use POST, PUT or DELETE, since clients, crawlers and proxies repeat and prefetch GET",
        Level.Warning)
    {
        Profile = ["CR3", "AD1"],
        Cwe = [650],
        Asvs = ["3.5.3"],
        EndOnly = true,
    };

    /// <summary>Links in mails can only be GET: a page that posts is better, and not everybody's choice.</summary>
    private static readonly DiagnosticDescriptor s_link =
        Declared.Saying("'{0}' is followed from a link but calls '{1}'{2}; let the link open a page that posts, since mail scanners follow links", Level.Info);

    private static readonly Regex s_links = new("confirm|verify|unsubscribe|activate|optout", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex s_protocol = new("callback|signin|sign-in|login|logout|signout|external|refresh|token|challenge|health|warm", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex s_notes = new("touch|track|record|lastseen|view|visit|audit|log", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Members s_maps = new("Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet");

    public WritingGet()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.HttpContext");

    public override void Start(Watch watch)
    {
        var reach = CallReach.On(watch);
        var handlers = new ConcurrentQueue<(ISymbol Function, Location Location, string Name)>();
        watch.Symbol(SymbolKind.Method, context => Declare(context, handlers));
        watch.Call(s_maps, (_, call) => Map(call, handlers));
        watch.End(context =>
        {
            foreach (var (function, location, name) in handlers)
                Judge(context, reach, function, location, name);
        });
    }

    private static void Declare(SymbolAnalysisContext context, ConcurrentQueue<(ISymbol Function, Location Location, string Name)> handlers)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.MethodKind != MethodKind.Ordinary || EntryPoints.Kind(method) is not (EntryKind.Action or EntryKind.Page) || method.Locations.Length == 0)
            return;
        var verb = method.Attribute("Microsoft.AspNetCore.Mvc.HttpGetAttribute") ?? method.Attribute("Microsoft.AspNetCore.Mvc.HttpHeadAttribute");
        if (verb is not null && method.HasAttribute("Microsoft.AspNetCore.Mvc.HttpPostAttribute"))
            return;
        if (verb?.ApplicationSyntaxReference is { } attribute)
            handlers.Enqueue((method, attribute.GetSyntax(context.CancellationToken).GetLocation(), method.Name));
        else if (EntryPoints.Kind(method) == EntryKind.Page && method.Name.StartsWith("OnGet", StringComparison.Ordinal))
            handlers.Enqueue((method, method.Locations[0], method.Name));
    }

    private static void Map(IInvocationOperation call, ConcurrentQueue<(ISymbol Function, Location Location, string Name)> handlers)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { } name } })
            return;
        var route = "";
        ISymbol? function = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.ConstantValue is { HasValue: true, Value: string pattern })
                route = pattern;
            function ??= Handler(argument.Value);
        }

        if (function is not null)
            handlers.Enqueue((function, name.GetLocation(), "GET " + route));
    }

    private static ISymbol? Handler(IOperation value) => LocalValues.Bare(value) switch
    {
        IDelegateCreationOperation created => Handler(created.Target),
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        IMethodReferenceOperation reference => reference.Method.OriginalDefinition,
        _ => null,
    };

    private static void Judge(CompilationAnalysisContext context, CallReach reach, ISymbol function, Location location, string name)
    {
        if (s_protocol.IsMatch(name))
            return;
        var all = reach.From(function, 3).Where(static one => !one.Path.Skip(1).Any(static step => s_notes.IsMatch(step.Name))).ToArray();
        var marks = all.Where(static one => one.Outcome.Kind == OutcomeKind.Mark).Select(static one => one.Outcome.Subject).ToArray();
        var isNoted = marks.Length > 0 && Array.TrueForAll(marks, Bookkeeping.Names);
        foreach (var (outcome, path) in all)
        {
            var changes = outcome.Kind switch
            {
                OutcomeKind.Save => !isNoted,
                OutcomeKind.Write => !Bookkeeping.Names(outcome.Subject),
                OutcomeKind.Publish or OutcomeKind.Payment or OutcomeKind.File => true,
                _ => false,
            };
            if (!changes)
                continue;
            var by = path.Count > 1 ? $" through '{path[path.Count - 1].Name}'" : "";
            context.ReportDiagnostic(s_links.IsMatch(name) ? Diagnostic.Create(s_link, location, name, outcome.Name, by) : Declared.At(location, name, outcome.Name, by));
            return;
        }
    }
}
