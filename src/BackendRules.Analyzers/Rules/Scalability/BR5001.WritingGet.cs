using System.Collections.Concurrent;
using System.Collections.Immutable;
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
        AtEnd = true,
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
        var said = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        watch.Body(context =>
        {
            if (Attributed(context) is { } handler)
                See(handler, context.OperationBlocks, context.ReportDiagnostic);
        });
        watch.Call(s_maps, (context, call) =>
        {
            if (Mapped(call, out var body) is { } handler)
                See(handler, body is null ? ImmutableArray<IOperation>.Empty : ImmutableArray.Create(body), context.ReportDiagnostic);
        });
        watch.End(context =>
        {
            foreach (var (function, location, name) in handlers)
            {
                if (!said.ContainsKey(function))
                    Judge(context, reach, function, location, name);
            }
        });

        // What the handler itself does is said while typing, what it reaches when everything was read.
        void See((ISymbol Function, Location Location, string Name) handler, ImmutableArray<IOperation> bodies, Action<Diagnostic> report)
        {
            if (s_protocol.IsMatch(handler.Name))
                return;
            if (Own(bodies, watch.Compilation) is { } outcome)
            {
                said.TryAdd(handler.Function, true);
                report(Finding(handler.Location, handler.Name, outcome, ""));
            }
            else
            {
                handlers.Enqueue(handler);
            }
        }
    }

    /// <summary>What the bodies themselves change for sure. A save counts when an entity that it marks does, or when nobody else is called who could have marked one.</summary>
    private static Outcome? Own(ImmutableArray<IOperation> bodies, Compilation compilation)
    {
        Outcome? save = null;
        var (marks, notes, calls) = (0, 0, false);
        foreach (var operation in bodies.SelectMany(static body => body.Descendants()))
        {
            if (operation is not IInvocationOperation call || IsInside(call, bodies))
                continue;
            calls |= SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, compilation.Assembly);
            if (Outcome.Of(call) is not { } outcome)
                continue;
            if (outcome.Kind == OutcomeKind.Mark)
                (marks, notes) = (marks + 1, notes + (Bookkeeping.Names(outcome.Subject) ? 1 : 0));
            else if (outcome.Kind == OutcomeKind.Save)
                save ??= outcome;
            else if (Changes(outcome, isNoted: false))
                return outcome;
        }

        return marks > notes || marks == 0 && !calls ? save : null;
    }

    /// <summary>Whether a call is in a function that the body only declares.</summary>
    private static bool IsInside(IOperation call, ImmutableArray<IOperation> bodies)
    {
        for (var above = call.Parent; above is not null && !bodies.Contains(above); above = above.Parent)
        {
            if (above is ILocalFunctionOperation || above is IAnonymousFunctionOperation lambda && EntryPoints.IsMapped(lambda))
                return true;
        }

        return false;
    }

    private static (ISymbol Function, Location Location, string Name)? Attributed(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol method || method.MethodKind != MethodKind.Ordinary || EntryPoints.Kind(method) is not (EntryKind.Action or EntryKind.Page) || method.Locations.Length == 0)
            return null;
        var verb = method.Attribute("Microsoft.AspNetCore.Mvc.HttpGetAttribute") ?? method.Attribute("Microsoft.AspNetCore.Mvc.HttpHeadAttribute");
        if (verb is not null && method.HasAttribute("Microsoft.AspNetCore.Mvc.HttpPostAttribute"))
            return null;
        if (verb?.ApplicationSyntaxReference is { } attribute)
            return (method, attribute.GetSyntax(context.CancellationToken).GetLocation(), method.Name);
        return EntryPoints.Kind(method) == EntryKind.Page && method.Name.StartsWith("OnGet", StringComparison.Ordinal) ? (method, method.Locations[0], method.Name) : null;
    }

    private static (ISymbol Function, Location Location, string Name)? Mapped(IInvocationOperation call, out IOperation? body)
    {
        body = null;
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { } name } })
            return null;
        var route = "";
        ISymbol? function = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.ConstantValue is { HasValue: true, Value: string pattern })
                route = pattern;
            if (function is null && Handler(argument.Value) is { } handler)
            {
                function = handler is IAnonymousFunctionOperation lambda ? lambda.Symbol : ((IMethodReferenceOperation)handler).Method.OriginalDefinition;
                body = (handler as IAnonymousFunctionOperation)?.Body;
            }
        }

        return function is null ? null : (function, name.GetLocation(), "GET " + route);
    }

    private static IOperation? Handler(IOperation value) => LocalValues.Bare(value) switch
    {
        IDelegateCreationOperation created => Handler(created.Target),
        IAnonymousFunctionOperation or IMethodReferenceOperation => LocalValues.Bare(value),
        _ => null,
    };

    private static void Judge(CompilationAnalysisContext context, CallReach reach, ISymbol function, Location location, string name)
    {
        var all = reach.From(function, 3).Where(static one => !one.Path.Skip(1).Any(static step => s_notes.IsMatch(step.Name))).ToArray();
        var marks = all.Where(static one => one.Outcome.Kind == OutcomeKind.Mark).Select(static one => one.Outcome.Subject).ToArray();
        var isNoted = marks.Length > 0 && Array.TrueForAll(marks, Bookkeeping.Names);
        foreach (var (outcome, path) in all)
        {
            if (!Changes(outcome, isNoted))
                continue;
            // A context's own SaveChanges that calls the base's says nothing: the one before it does.
            var by = path.Skip(1).LastOrDefault(step => step.Name != outcome.Name);
            context.ReportDiagnostic(Finding(location, name, outcome, by is null ? "" : $" through '{by.Name}'"));
            return;
        }
    }

    /// <param name="isNoted">Whether all that is saved records what happened beside the business.</param>
    private static bool Changes(Outcome outcome, bool isNoted) => outcome.Kind switch
    {
        OutcomeKind.Save => !isNoted,
        OutcomeKind.Write => !Bookkeeping.Names(outcome.Subject),
        OutcomeKind.Publish or OutcomeKind.Payment or OutcomeKind.File => true,
        _ => false,
    };

    private static Diagnostic Finding(Location location, string name, Outcome outcome, string by) =>
        s_links.IsMatch(name) ? Diagnostic.Create(s_link, location, name, outcome.Name, by) : Declared.At(location, name, outcome.Name, by);
}
