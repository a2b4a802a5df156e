using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Flow;

/// <summary>What comes in from outside through a parameter, and how to call that in a message.</summary>
public sealed record EntryParameter(ulong Kinds, string Words);

/// <summary>Which methods of a type find its properties filled by a framework.</summary>
public enum Filling : byte
{
    None,

    /// <summary>Those that others than the type itself can call.</summary>
    Visible,

    /// <summary>All: the framework calls what markup names.</summary>
    All,
}

/// <summary>What frameworks do, which the engine can't know: told by the rules' side.</summary>
public abstract class FlowHost
{
    /// <summary>What a caller from outside controls of a parameter of a method that frameworks call; null for nothing.</summary>
    public abstract EntryParameter? Entry(IMethodSymbol method, IParameterSymbol parameter);

    /// <summary>Whether a method hands the functions that it is given to a framework, which calls them with what comes in from outside.</summary>
    public abstract bool Registers(IMethodSymbol method);

    /// <summary>The same for a parameter of a function that is handed to <paramref name="registration"/>.</summary>
    public abstract EntryParameter? Handler(IMethodSymbol registration, IParameterSymbol parameter);

    /// <summary>What a caller from outside controls of a property that a framework fills by itself; null for nothing.</summary>
    public virtual EntryParameter? Bound(IPropertySymbol property) => null;

    /// <summary>Whether a framework fills properties of an object of this type, and before which of its methods.</summary>
    public virtual Filling Fills(INamedTypeSymbol type) => Filling.None;

    /// <summary>As what a framework lets nothing dangerous into this property or parameter, before <paramref name="method"/> runs.</summary>
    public virtual ulong Refuses(IMethodSymbol method, ISymbol filled) => 0;

    /// <summary>Whether a route lets only harmless texts into a parameter: <c>/{id:guid}</c>.</summary>
    public virtual bool Constrains(string template, IParameterSymbol parameter) => false;

    /// <summary>As what a validator of the project lets nothing dangerous into a property.</summary>
    public virtual ulong Validated(IPropertySymbol property) => 0;

    /// <summary>What arguments of a method are dangerous as that a framework implements: a client's, which is told something. Zero for nothing.</summary>
    public virtual ulong Sent(IMethodSymbol method) => 0;

    /// <summary>As what a value of this type is dangerous that a method returns to a caller outside; <paramref name="method"/> is null for a function that was handed to a framework. Zero for nothing.</summary>
    public virtual ulong Answers(IMethodSymbol? method, ITypeSymbol? type) => 0;

    /// <summary>The method of which a call yields the result, where a framework finds it by the type of what is sent; null for any other call.</summary>
    public virtual IMethodSymbol? Answering(IMethodSymbol method, ITypeSymbol message) => null;

    /// <summary>Whether the host runs objects of this type by itself: a worker, a result.</summary>
    public virtual bool RunsAlone(INamedTypeSymbol type) => false;

    /// <summary>Whether what is asked of a value of this type is settings or stored data, whoever handed it over: a configuration, a database.</summary>
    public virtual bool IsService(ITypeSymbol type) => false;

    /// <summary>Whether what runs when a condition turns out this way never runs in production.</summary>
    public virtual bool IsIdle(IOperation condition, bool outcome) => false;

    /// <summary>Whether calls of methods of this assembly, which the compilation only references, may have facts of their own.</summary>
    public virtual bool HasFacts(IAssemblySymbol assembly) => false;
}

/// <summary>One compilation, the models that hold in it, and what is looked up once.</summary>
public sealed class FlowContext
{
    private readonly ConcurrentDictionary<ISymbol, string> _keys = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _coded = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _checks = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _stored = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _projects = new(SymbolEqualityComparer.Default);

    private readonly ConcurrentDictionary<ISymbol, IReadOnlyList<Filled>> _filled = new(SymbolEqualityComparer.Default);

    private static readonly string[] s_checks = ["Valid", "Ensure", "Check", "Guard", "Require", "Assert", "Verify", "Throw", "Saniti", "Normali"];

    /// <summary>Exceptions of libraries whose texts are written for callers. By their full names: <c>NotFoundException</c> of a cloud's client tells of tables and keys.</summary>
    private static readonly (string Space, string Name)[] s_spoken =
    [
        ("FluentValidation", "ValidationException"), ("System.ComponentModel.DataAnnotations", "ValidationException"), ("Microsoft.AspNetCore.Http", "BadHttpRequestException"),
        ("Ardalis.GuardClauses", "NotFoundException"), ("Volo.Abp", "BusinessException"), ("Volo.Abp", "UserFriendlyException"), ("Abp.UI", "UserFriendlyException"),
    ];

    public FlowContext(Compilation compilation, ModelSet models, FlowHost host)
    {
        Compilation = compilation;
        Symbols = new SymbolModels(models);
        Host = host;
        var sinks = models.Sinks;
        Wholes = [(sinks.Find("path-upward", "path-separated"), sinks.Find("path")), (sinks.Find("redirect-rooted", "redirect-network", "redirect-backslash"), sinks.Find("redirect"))];
    }

    /// <summary>Visits of blocks that a body may cost. Real code stays far below; what hits it is reported, not read on.</summary>
    public int MostVisits { get; init; } = 4000;

    public ModelSet Models => Symbols.Models;

    internal Compilation Compilation { get; }

    internal SymbolModels Symbols { get; }

    /// <summary>Kinds that each prove a part of another one.</summary>
    internal IReadOnlyList<(ulong Parts, ulong Whole)> Wholes { get; }

    internal FlowHost Host { get; }

    /// <summary>The summaries of all bodies of a file, in source order.</summary>
    public IReadOnlyList<BodySummary> Summarize(SemanticModel model, CancellationToken cancellation)
    {
        var summaries = new List<BodySummary>();
        foreach (var body in BodyFinder.In(model, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            BodyAnalysis.Run(this, body, summaries, cancellation);
        }

        return summaries;
    }

    /// <summary>A property that a framework fills, and with what.</summary>
    internal readonly record struct Filled(IPropertySymbol Property, EntryParameter Value);

    /// <summary>The properties of its object that a framework has filled when a method runs.</summary>
    internal IReadOnlyList<Filled> FilledFor(IMethodSymbol method)
    {
        if (method is not { IsStatic: false, ContainingType: { TypeKind: TypeKind.Class } type, MethodKind: not MethodKind.Constructor })
            return [];
        var how = Host.Fills(type);
        if (how == Filling.None || how == Filling.Visible && method is { DeclaredAccessibility: Accessibility.Private, MethodKind: not MethodKind.AnonymousFunction })
            return [];
        return _filled.TryGetValue(type, out var known) ? known : _filled.GetOrAdd(type, Find(type).ToArray());
    }

    private IEnumerable<Filled> Find(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null && IsProject(current.ContainingAssembly); current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false } property && !InertTypes.Contains(property.Type) && Host.Bound(property) is { } value)
                    yield return new Filled(property, value);
            }
        }
    }

    internal string Key(ISymbol symbol)
    {
        var definition = symbol.OriginalDefinition;
        return _keys.TryGetValue(definition, out var key) ? key
            : _keys.GetOrAdd(definition, static symbol => DocumentationCommentId.CreateDeclarationId(symbol) ?? symbol.MetadataName);
    }

    /// <summary>Whether the bodies of a method are read, here or by another project that left facts.</summary>
    internal bool HasBody(IMethodSymbol method) => IsRead(method.ContainingAssembly);

    /// <summary>Whether the bodies of an assembly are read, here or by another project that left facts.</summary>
    internal bool IsRead(IAssemblySymbol? assembly) =>
        SymbolEqualityComparer.Default.Equals(assembly, Compilation.Assembly) || assembly is not null && Host.HasFacts(assembly);

    /// <summary>An exception that the solution declares speaks to callers on purpose, and so do those that say what is wrong with what a caller sent.</summary>
    internal bool IsDomainException(ITypeSymbol? type)
    {
        if (Array.Exists(s_spoken, known => TypeName.Is(type, known.Space, known.Name)))
            return true;
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class } named || !IsProject(named.ContainingAssembly))
            return false;
        for (var parent = named.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                return true;
        }

        return false;
    }

    /// <summary>Whether an assembly is this project or another one of the solution, and no package.</summary>
    internal bool IsProject(IAssemblySymbol? assembly)
    {
        if (assembly is null || SymbolEqualityComparer.Default.Equals(assembly, Compilation.Assembly))
            return assembly is not null;
        return _projects.TryGetValue(assembly, out var known) ? known : _projects.GetOrAdd(assembly, symbol => Compilation.GetMetadataReference((IAssemblySymbol)symbol) switch
        {
            CompilationReference => true,
            PortableExecutableReference { FilePath: { } path } => path.Replace('\\', '/') is var file && (file.Contains("/obj/") || file.Contains("/bin/")) && !file.Contains("/packages/"),
            _ => false,
        });
    }

    /// <summary>Whether reading or writing a property runs code that the summaries know.</summary>
    internal bool HasCode(IPropertySymbol property, CancellationToken cancellation)
    {
        if (!IsOurs(property) || property.IsAbstract || property.ContainingType.TypeKind == TypeKind.Interface)
            return false;
        var definition = property.OriginalDefinition;
        if (_coded.TryGetValue(definition, out var known))
            return known;
        return _coded[definition] = IsCoded(definition, cancellation);
    }

    private static bool IsCoded(ISymbol definition, CancellationToken cancellation)
    {
        foreach (var reference in definition.DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax(cancellation))
            {
                case PropertyDeclarationSyntax { ExpressionBody: not null } or IndexerDeclarationSyntax { ExpressionBody: not null }:
                    return true;
                case BasePropertyDeclarationSyntax { AccessorList: { } accessors }:
                    foreach (var accessor in accessors.Accessors)
                    {
                        if (accessor.Body is not null || accessor.ExpressionBody is not null)
                            return true;
                    }

                    break;
            }
        }

        return false;
    }

    /// <summary>Whether a method looks as if it refused something: it says yes or no, throws, or is called so.</summary>
    internal bool Checks(IMethodSymbol method, CancellationToken cancellation)
    {
        if (method.ReturnType.SpecialType == SpecialType.System_Boolean || Array.Exists(s_checks, method.Name.Contains))
            return true;
        var definition = method.OriginalDefinition;
        if (!_checks.TryGetValue(definition, out var known))
            _checks[definition] = known = definition.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation).DescendantNodes().Any(static node => node is ThrowStatementSyntax or ThrowExpressionSyntax));
        return known;
    }

    /// <summary>Whether a method puts a parameter into a member, or into a collection.</summary>
    internal bool Stores(IParameterSymbol parameter, CancellationToken cancellation)
    {
        var definition = parameter.OriginalDefinition;
        if (_stored.TryGetValue(definition, out var known))
            return known;
        return _stored[definition] = definition.ContainingSymbol.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation).DescendantNodes().Any(node =>
            node is IdentifierNameSyntax { Identifier.Text: var name } && name == definition.Name && IsStored(node)));
    }

    private static bool IsStored(SyntaxNode use) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Right == use && assignment.Left is ElementAccessExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" } } } => true,
        _ => false,
    };

    internal bool IsOurs(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, Compilation.Assembly);
}
