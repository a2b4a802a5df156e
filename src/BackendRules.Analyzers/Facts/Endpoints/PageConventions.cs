using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Collects what an application says of its Razor pages by name: who may see a page or a folder, further routes, another root.</summary>
internal sealed class PageConventions
{
    private static readonly Members s_said = new(
        "Microsoft.Extensions.DependencyInjection.PageConventionCollectionExtensions.{AuthorizePage,AuthorizeFolder,AuthorizeAreaPage,AuthorizeAreaFolder,AllowAnonymousToPage,AllowAnonymousToFolder,AllowAnonymousToAreaPage,AllowAnonymousToAreaFolder,AddPageRoute,AddAreaPageRoute}");

    private static readonly Members s_root = new("Microsoft.Extensions.DependencyInjection.MvcRazorPagesMvcBuilderExtensions.WithRazorPagesRoot", "Microsoft.Extensions.DependencyInjection.MvcRazorPagesMvcCoreBuilderExtensions.WithRazorPagesRoot");

    private readonly ConcurrentBag<(string Method, string? Area, string Page, string? Given)> _said = [];
    private volatile string _root = "/Pages";

    /// <summary>The folder of the pages.</summary>
    public string Root => _root;

    public void Register(Watch watch)
    {
        if (!watch.Known.Has("Microsoft.AspNetCore.Mvc.RazorPages.PageModel"))
            return;
        watch.Call(s_said, (_, call) => Say(call));
        watch.Call(s_root, (_, call) => _root = Texts(call).LastOrDefault() ?? _root);
        watch.Operation(OperationKind.SimpleAssignment, Assigned);
    }

    /// <summary>Who may see a page, or null when nothing says.</summary>
    public static EndpointAccess? Access(IEnumerable<PageConventions> parts, PageFile page)
    {
        var policies = ImmutableArray.CreateBuilder<string>();
        var isAuthorized = false;
        foreach (var (method, area, path, given) in parts.SelectMany(static part => part._said))
        {
            if (method.StartsWith("Add", StringComparison.Ordinal) || !string.Equals(area, page.Area, StringComparison.OrdinalIgnoreCase) || !Covers(method, path, page.Name))
                continue;
            if (method.StartsWith("AllowAnonymous", StringComparison.Ordinal))
                return new EndpointAccess(AccessRule.Anonymous, ImmutableArray<string>.Empty, "convention");
            isAuthorized = true;
            if (given is not null)
                policies.Add(given);
        }

        return isAuthorized ? new EndpointAccess(AccessRule.Authorized, policies.Distinct().ToImmutableArray(), "convention") : null;
    }

    /// <summary>Further routes of a page.</summary>
    public static IEnumerable<string> Routes(IEnumerable<PageConventions> parts, PageFile page) =>
        from said in parts.SelectMany(static part => part._said)
        where said.Method.StartsWith("Add", StringComparison.Ordinal) && string.Equals(said.Area, page.Area, StringComparison.OrdinalIgnoreCase) && string.Equals(said.Page, page.Name, StringComparison.OrdinalIgnoreCase)
        select RouteText.Join("/", said.Given ?? RouteText.Unknown);

    private static bool Covers(string method, string path, string name) =>
        method.EndsWith("Folder", StringComparison.Ordinal)
            ? path.Trim('/').Length == 0 || name.StartsWith("/" + path.Trim('/') + "/", StringComparison.OrdinalIgnoreCase)
            : string.Equals(path, name, StringComparison.OrdinalIgnoreCase);

    private void Say(IInvocationOperation call)
    {
        if (EnvironmentGate.Covers(call))
            return;
        var texts = new Queue<string>(Texts(call));
        var area = call.TargetMethod.Name.Contains("Area") && texts.Count > 0 ? texts.Dequeue() : null;
        if (texts.Count > 0)
            _said.Add((call.TargetMethod.Name, area, texts.Dequeue(), texts.Count > 0 ? texts.Dequeue() : null));
    }

    private static IEnumerable<string> Texts(IInvocationOperation call) =>
        call.Arguments.Select(static argument => LocalValues.Resolve(argument.Value).ConstantValue is { HasValue: true, Value: string text } ? text : null).OfType<string>();

    private void Assigned(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "RootDirectory", ContainingType: { } type } } && type.Is("Microsoft.AspNetCore.Mvc.RazorPages.RazorPagesOptions")
            && LocalValues.Resolve(assignment.Value).ConstantValue is { HasValue: true, Value: string root })
            _root = root;
    }
}
