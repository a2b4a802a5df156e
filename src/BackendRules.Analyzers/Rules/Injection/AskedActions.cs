using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The part of BR1016 about actions and pages that have to ask <c>ModelState</c> themselves, because nothing answers for them.</summary>
internal static class AskedActions
{
    /// <summary>The property of a finding that says what the action answers when a value isn't valid: "problem", "view" or "page".</summary>
    public const string Answer = "answer";

    private const int Deepest = 2;
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    private static readonly DiagnosticDescriptor s_rule = UncheckedModel.Declared.Saying(
        "'{0}' never asks whether '{1}' is valid, so '{2}' on '{3}' has no effect; return when 'ModelState' isn't valid");

    public static void Watch(Watch watch)
    {
        var asks = new Lazy<bool>(() => FiltersAsk(watch.Compilation, watch.Cancellation));
        watch.Body(context =>
        {
            if (context.OwningSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsStatic: false } method && Model(method, context.Compilation, context.CancellationToken) is { } model
                && Answers.Body(context.OperationBlocks) is { } body && !Asks(body, method, context.CancellationToken) && !asks.Value && !IsFiltered(method, context.CancellationToken))
            {
                var answer = method.ContainingType.IsOrInherits(Mvc + "RazorPages.PageModel") ? "page" : body.Descendants().Any(static o => o is IInvocationOperation { TargetMethod.Name: "View" }) ? "view" : "problem";
                context.ReportDiagnostic(Diagnostic.Create(
                    s_rule, method.Locations[0], ImmutableDictionary<string, string?>.Empty.Add(Answer, answer), method.Name, model.Name, model.Rule.Attribute, model.Rule.Member));
            }
        });
    }

    /// <summary>What an action that changes something binds, with the first rule that it has.</summary>
    private static (string Name, (string Attribute, string Member) Rule)? Model(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        var type = method.ContainingType;
        if (type.IsOrInherits(Mvc + "RazorPages.PageModel"))
        {
            if (!method.Name.StartsWith("OnPost", StringComparison.Ordinal) && !method.Name.StartsWith("OnPut", StringComparison.Ordinal))
                return null;
            var all = type.HasAttribute(Mvc + "BindPropertiesAttribute");
            foreach (var property in ModelRules.Members(type))
            {
                if (all || property.HasAttribute(Mvc + "BindPropertyAttribute"))
                {
                    if (ModelRules.Annotation(property) is { } own)
                        return (property.Name, (own, property.Name));
                    if (ModelRules.First(property.Type) is { } rule)
                        return (property.Name, rule);
                }
            }
        }
        else
        {
            var sites = ControllerEndpoints.Of(compilation, cancellation).Of(method);
            if (sites.Count == 0 || sites[0].Endpoint.Verb is not ("POST" or "PUT" or "PATCH") || EntryPoints.IsApiController(type))
                return null;
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.HasAttribute(Mvc + "FromServicesAttribute"))
                continue;
            if (ModelRules.Annotation(parameter) is { } own)
                return (parameter.Name, (own, parameter.Name));
            if (ModelRules.First(parameter.Type) is { } rule)
                return (parameter.Name, rule);
        }

        return null;
    }

    /// <summary>Whether the body, or a method of the class that it calls, looks at the model state or validates.</summary>
    private static bool Asks(IOperation body, IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case IPropertyReferenceOperation { Property.Name: "ModelState" }:
                case IInvocationOperation { TargetMethod.Name: var name } when name.IndexOf("Valid", StringComparison.Ordinal) >= 0:
                    return true;
                case IInvocationOperation { TargetMethod: { } called } when called.DeclaringSyntaxReferences is [var declared, ..] && method.ContainingType.IsOrInherits(called.ContainingType)
                    && Speaks(declared.GetSyntax(cancellation), method.ContainingType, 0, cancellation):
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether code, or a method of the class that it calls, looks at the model state.</summary>
    private static bool Speaks(SyntaxNode code, INamedTypeSymbol type, int depth, CancellationToken cancellation) =>
        Speaks(code) || depth < Deepest && code.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is SimpleNameSyntax { Identifier.ValueText: var name }
            && type.WithBases().SelectMany(one => one.GetMembers(name)).SelectMany(static member => member.DeclaringSyntaxReferences).Any(declared => Speaks(declared.GetSyntax(cancellation), type, depth + 1, cancellation)));

    private static bool Speaks(SyntaxNode code) => code.DescendantNodes().Any(static node => node is SimpleNameSyntax { Identifier.ValueText: "ModelState" or "TryValidateModel" });

    /// <summary>Whether a filter of one's own runs before the action: an attribute, or what a class of controllers or pages does before each of them.</summary>
    private static bool IsFiltered(IMethodSymbol method, CancellationToken cancellation) => Custom(method) || method.ContainingType.WithBases().Any(type => Custom(type) || type.GetMembers().Any(member =>
        member.Name is "OnActionExecuting" or "OnActionExecutionAsync" or "OnPageHandlerExecuting" or "OnPageHandlerExecutionAsync" && member.DeclaringSyntaxReferences.Any(reference => Speaks(reference.GetSyntax(cancellation)))));

    private static bool Custom(ISymbol symbol) => symbol.GetAttributes().Any(static attribute => attribute.AttributeClass is { } kind
        && (kind.Is(Mvc + "ServiceFilterAttribute") || kind.Is(Mvc + "TypeFilterAttribute") || kind.ContainingNamespace?.Root() is not ("Microsoft" or "System") && kind.Implements(Mvc + "Filters.IFilterMetadata")));

    /// <summary>Whether a filter of the compilation looks at the model state: it may be in force everywhere.</summary>
    private static bool FiltersAsk(Compilation compilation, CancellationToken cancellation)
    {
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if ((type.Implements(Mvc + "Filters.IFilterMetadata") || type.Implements(Mvc + "Filters.IPageFilter")) && !EntryPoints.IsController(type) && !type.IsOrInherits(Mvc + "RazorPages.PageModel")
                && type.DeclaringSyntaxReferences.Any(reference => Speaks(reference.GetSyntax(cancellation))))
                return true;
        }

        return false;
    }
}
