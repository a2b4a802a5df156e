using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR4008: an entity or a request that a log takes apart with all that hangs on it.</summary>
public sealed class WholeObject : Check
{
    internal static readonly Rule Declared = new(
        "BR4008",
        nameof(WholeObject),
        "Logs take apart small values, not object graphs",
        "'{{@{0}}}' takes apart '{1}', {2}; log the members that are needed",
        Level.Off)
    {
        Profile = ["CR5"],
        Cwe = [532],
    };

    private const int Deepest = 4;

    private static readonly string[] s_frameworks =
    [
        "Microsoft.AspNetCore.Http.HttpContext", "Microsoft.AspNetCore.Http.HttpRequest", "Microsoft.AspNetCore.Http.HttpResponse", "System.Security.Claims.ClaimsPrincipal",
        "System.Net.Http.HttpRequestMessage", "System.Net.Http.HttpResponseMessage", "Microsoft.EntityFrameworkCore.DbContext", "System.Reflection.MemberInfo", "System.Reflection.Assembly", "System.IO.Stream",
        "Microsoft.AspNetCore.Mvc.ActionContext", "Microsoft.AspNetCore.SignalR.HubCallerContext", "Microsoft.AspNetCore.Http.IFormFile", "Microsoft.Extensions.Configuration.IConfiguration", "Grpc.Core.ServerCallContext",
        "MassTransit.ConsumeContext", "System.IServiceProvider", "System.Threading.Tasks.Task", "System.Delegate", "Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry",
    ];

    private const string AsText = "Destructurama.Attributed.LogAsScalarAttribute";

    private static readonly string[] s_keptOut = ["Destructurama.Attributed.NotLoggedAttribute", "Destructurama.Attributed.LogMaskedAttribute", "Destructurama.Attributed.LogReplacedAttribute", AsText];

    /// <summary>Properties that Serilog puts beside a message.</summary>
    private static readonly Members s_properties = new("Serilog.ILogger.ForContext", "Serilog.Log.ForContext", "Serilog.Context.LogContext.PushProperty", "Serilog.IDiagnosticContext.Set");

    public WholeObject()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => LogCall.Possible(known);

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.Invocation, Logged);
        watch.Symbol(SymbolKind.NamedType, static context =>
        {
            foreach (var compiled in CompiledLog.In((INamedTypeSymbol)context.Symbol, context.CancellationToken))
            {
                foreach (var hole in compiled.Template.Holes)
                {
                    if (hole.Sign == "@" && compiled.Parameter(hole)?.Type is { } type && Why(type, context.Compilation, context.CancellationToken) is var (named, why))
                        context.ReportDiagnostic(Declared.At(compiled.Written.GetLocation(), hole.Name, named, why));
                }
            }
        });
        watch.Call(s_properties, static (context, call) =>
        {
            if (LoggedNames.IsTakenApart(call)
                && call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "value") is { } value)
                Judge(context, call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "propertyName" or "name")?.Value.ConstantValue.Value as string ?? "", value.Value);
        });
    }

    private static void Logged(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Arguments.IsEmpty || LogCall.Of(call) is not { IsStructured: true, ValuesKnown: true, Template.Value.ConstantValue: { HasValue: true, Value: string text } } log || text.IndexOf("{@", StringComparison.Ordinal) < 0)
            return;
        var holes = MessageTemplate.Parse(text).Holes;
        for (var i = 0; i < holes.Count && i < log.Values.Length; i++)
        {
            if (holes[i].Sign == "@")
                Judge(context, holes[i].Name, log.Values[i]);
        }
    }

    private static void Judge(OperationAnalysisContext context, string name, IOperation shown)
    {
        if (LocalValues.Bare(shown).Type is { } type && Why(type, context.Compilation, context.CancellationToken) is var (named, why))
            context.ReportDiagnostic(Declared.At(shown.Syntax.GetLocation(), name, named, why));
    }

    private static (string Type, string Why)? Why(ITypeSymbol whole, Compilation compilation, CancellationToken cancellation)
    {
        if (Element(whole) is not { } type || type.HasAttribute(AsText))
            return null;
        var why = whole.Is("System.Linq.IQueryable`1") || whole.Implements("System.Linq.IQueryable`1") ? "and asks the database for all of them" : Graph(type, Entities.Of(compilation, cancellation));
        return why is null ? null : (type.Name, why);
    }

    /// <summary>The type itself, or what a collection of it holds.</summary>
    internal static INamedTypeSymbol? Element(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol array)
            return array.ElementType as INamedTypeSymbol;
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } named)
            return null;
        foreach (var contract in named.AllInterfaces.Add(named))
        {
            if (contract.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IEnumerable_T || contract.TypeArguments[0] is not INamedTypeSymbol element)
                continue;
            // Of a dictionary the values; they may be lists themselves.
            return element.Is("System.Collections.Generic.KeyValuePair`2") ? Element(element.TypeArguments[1]) : element.Is("System.Linq.IGrouping`2") ? element.TypeArguments[1] as INamedTypeSymbol : element;
        }

        return named;
    }

    /// <summary>In words, why taking it apart takes apart more; null when it is a plain value.</summary>
    private static string? Graph(INamedTypeSymbol type, Entities entities)
    {
        if (Array.Exists(s_frameworks, name => type.IsOrInherits(name)))
            return "which leads to everything that the framework knows";
        foreach (var property in Properties(type))
        {
            if (Element(property.Type) is not { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } other || IsSystem(other))
                continue;
            if (property.IsVirtual && !property.ContainingType.IsRecord)
                return $"whose '{property.Name}' is loaded from the database when it is read";
            if (entities.Contains(type) && entities.Contains(other))
                return $"whose '{property.Name}' is stored by itself and leads on";
            if (SymbolEqualityComparer.Default.Equals(other, type) ? !IsTree(type) : Properties(other).Any(back => SymbolEqualityComparer.Default.Equals(Element(back.Type), type)))
                return $"whose '{property.Name}' leads back to it";
            if (Circle(other, ImmutableArray.Create(type), Deepest) is { } circle)
                return $"whose '{property.Name}' leads to '{circle.Name}', which leads back to itself";
        }

        return null;
    }

    /// <summary>Children, and nobody who knows a parent: as deep as it is, and no deeper.</summary>
    private static bool IsTree(INamedTypeSymbol type) =>
        Properties(type).Where(property => SymbolEqualityComparer.Default.Equals(Element(property.Type), type)).ToArray() is [{ } children] && Entities.IsCollection(children.Type);

    /// <summary>The type on the way that can be reached from itself.</summary>
    private static INamedTypeSymbol? Circle(INamedTypeSymbol type, ImmutableArray<INamedTypeSymbol> way, int depth)
    {
        way = way.Add(type);
        foreach (var property in Properties(type))
        {
            if (Element(property.Type) is not { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } other || IsSystem(other))
                continue;
            if (way.Contains(other, SymbolEqualityComparer.Default))
            {
                if (!SymbolEqualityComparer.Default.Equals(other, type) || !IsTree(type))
                    return other;
            }
            else if (depth > 0 && Circle(other, way, depth - 1) is { } circle)
            {
                return circle;
            }
        }

        return null;
    }

    internal static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol type)
    {
        foreach (var current in type.WithBases())
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null, IsOverride: false } property && !IsKeptOut(property))
                    yield return property;
            }
        }
    }

    /// <summary>Left out, masked or written as text by Destructurama's attributes, on the property or on its type.</summary>
    private static bool IsKeptOut(IPropertySymbol property) =>
        Array.Exists(s_keptOut, property.HasAttribute) || Element(property.Type)?.HasAttribute(AsText) == true;

    private static bool IsSystem(INamedTypeSymbol type)
    {
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
                return true;
        }

        return false;
    }
}
